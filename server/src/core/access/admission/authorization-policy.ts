/** What Istio's webhook refuses in an AuthorizationPolicy (istio pkg/config/validation, ValidateAuthorizationPolicy). */
import {
  type AuthorizationPolicy,
  type Condition,
  type Match,
  type OperationField,
  readAuthorizationPolicy,
  type SourceField,
  type Values,
} from '../../model/authorization-policy';
import type { Resource } from '../../model/resource';
import { entryOf, isMap, isNull, isUnknown, itemsOf, stringOf, type YamlNode } from '../../yaml/node';
import { isIpBlock } from '../ip';
import { templateFault } from './path-template';
import type { Refuse } from './refusal';
import { checkTargetRefs } from './target-ref';

const NO_EFFECT = 'the webhook refuses the object, so it never comes into force';

export function checkAuthorizationPolicy(resource: Resource, refuse: Refuse): void {
  const policy = resource.read(readAuthorizationPolicy);
  checkDryRun(policy, refuse);
  checkTargetRefs(resource, refuse);
  checkAction(policy, refuse);
  policy.rules.forEach((rule, i) => {
    const path = `spec.rules[${i}]`;
    checkParts(rule.node, 'from', 'source', path, refuse);
    checkParts(rule.node, 'to', 'operation', path, refuse);
    for (const source of rule.from ?? []) checkSource(source, path, refuse);
    for (const operation of rule.to ?? []) checkOperation(operation, path, refuse);
    for (const condition of rule.when ?? []) checkCondition(condition, path, refuse);
    if (policy.action === 'CUSTOM') checkCustomRule(rule, path, refuse);
  });
}

const BOOLEAN_WORDS: ReadonlySet<string> = new Set([
  '1',
  't',
  'T',
  'true',
  'TRUE',
  'True',
  '0',
  'f',
  'F',
  'false',
  'FALSE',
  'False',
]);

function checkDryRun(policy: AuthorizationPolicy, refuse: Refuse): void {
  const node = policy.resource.at('metadata', 'annotations', 'istio.io/dry-run');
  const text = stringOf(node);
  if (!node || text === undefined || policy.action === undefined) return;
  const base = { code: 'dry-run-misplaced', at: node, path: 'metadata.annotations' };
  if (policy.action !== 'ALLOW' && policy.action !== 'DENY') {
    refuse({
      ...base,
      what: `istio.io/dry-run stands on a ${policy.action} policy`,
      why: `only ALLOW and DENY can be tried out: ${NO_EFFECT}`,
      todo: 'Remove the annotation',
    });
  } else if (!BOOLEAN_WORDS.has(text)) {
    refuse({
      ...base,
      what: `istio.io/dry-run cannot be ${text}`,
      why: NO_EFFECT,
      todo: 'Write "true" or "false" in quotes',
    });
  }
}

function checkAction(policy: AuthorizationPolicy, refuse: Refuse): void {
  const { action, spec } = policy;
  const at = policy.actionNode ?? policy.resource.headNode;
  const rulesNode = entryOf(spec, 'rules')?.value;
  const noRules = policy.rules.length === 0 && !isUnknown(spec) && !isUnknown(rulesNode);
  if ((action === 'DENY' || action === 'CUSTOM') && noRules) {
    refuse({
      code: action === 'DENY' ? 'deny-without-rules' : 'custom-without-rules',
      at: rulesNode && !isNull(rulesNode) ? rulesNode : at,
      path: 'spec.rules',
      what: `This ${action} policy has no rules`,
      why: `it would never match anything: ${NO_EFFECT}`,
      todo: 'Add rules; one empty rule, - {}, matches every request',
    });
  }
  const providerNode = entryOf(spec, 'provider')?.value;
  if (
    action === 'CUSTOM' &&
    !noRules &&
    !isUnknown(spec) &&
    !isUnknown(providerNode) &&
    !isUnknown(policy.provider?.node) &&
    !policy.provider?.value
  ) {
    refuse({
      code: 'custom-without-provider',
      at: policy.provider?.node ?? providerNode ?? at,
      path: 'spec.provider.name',
      what: 'This CUSTOM policy names no provider',
      why: NO_EFFECT,
      todo: "Add provider.name: one of the mesh's extensionProviders",
    });
  }
  if (action !== undefined && action !== 'CUSTOM' && providerNode && !isNull(providerNode)) {
    refuse({
      code: 'provider-without-custom',
      at: entryOf(spec, 'provider')!.key,
      path: 'spec.provider',
      what: `provider stands beside the action ${action}`,
      why: `only CUSTOM asks a provider: ${NO_EFFECT}`,
      todo: 'Remove provider, or make the action CUSTOM',
    });
  }
}

function checkParts(
  rule: YamlNode,
  key: 'from' | 'to',
  inner: 'source' | 'operation',
  path: string,
  refuse: Refuse,
): void {
  for (const item of itemsOf(entryOf(rule, key)?.value)) {
    if (!isMap(item) || item.open) continue;
    const value = entryOf(item, inner)?.value;
    if (value && (isUnknown(value) || (!isNull(value) && !isMap(value)))) continue;
    const empty = !value || isNull(value) || (isMap(value) && value.entries.every((entry) => isAbsent(entry.value)));
    if (!empty) continue;
    refuse({
      code: 'rule-empty-list',
      at: value && !isNull(value) ? value : item,
      path: `${path}.${key}`,
      what: `This ${inner} says nothing`,
      why: NO_EFFECT,
      todo: `Fill it, or remove ${key} to match everything`,
    });
  }
}

const isAbsent = (node: YamlNode): boolean =>
  isNull(node) || (node.kind === 'seq' && node.items.length === 0 && !node.open);

const words = (
  code: string,
  at: YamlNode,
  path: string,
  what: string,
  todo: string,
  why = NO_EFFECT,
): Parameters<Refuse>[0] => ({ code, at, path, what, why, todo });

function eachValue(values: Values | undefined, visit: (text: string, node: YamlNode) => void): void {
  for (const { value, node } of values?.items ?? []) if (value !== undefined) visit(value, node);
}

function checkSource(source: Match<SourceField>, path: string, refuse: Refuse): void {
  for (const [field, values] of source.fields) {
    const where = `${path}.from.source.${field}`;
    const name = field.startsWith('not') ? field[3]!.toLowerCase() + field.slice(4) : field;
    eachValue(values, (text, node) => {
      if (text === '') refuse(words('empty-value', node, where, `An empty value stands in ${field}`, 'Remove it'));
      else if (name === 'ipBlocks' || name === 'remoteIpBlocks') checkIp(text, node, where, refuse);
      else if (name === 'serviceAccounts') checkAccount(text, node, where, refuse);
      else if (name === 'trustDomains') checkTrustDomain(text, node, where, refuse);
    });
  }
}

function checkIp(text: string, node: YamlNode, path: string, refuse: Refuse): void {
  if (isIpBlock(text)) return;
  refuse(
    words(
      'ip-block-invalid',
      node,
      path,
      `${text} is neither an IP address nor a CIDR range`,
      'Write for example 10.1.2.3 or 10.1.0.0/16',
    ),
  );
}

function checkPort(text: string, node: YamlNode, path: string, refuse: Refuse): void {
  if (/^\d+$/.test(text) && Number(text) <= 65535) return;
  refuse(
    words(
      'port-invalid',
      node,
      path,
      `${text} is no port number`,
      'Write the number of the pod port, in quotes',
      `ports go by number, 0 to 65535: ${NO_EFFECT}`,
    ),
  );
}

function checkAccount(text: string, node: YamlNode, path: string, refuse: Refuse): void {
  if (text.includes('*')) {
    refuse(
      words(
        'service-account-format',
        node,
        path,
        `${text} has a wildcard`,
        'Write each account, or use principals',
        `service accounts are compared as they are: ${NO_EFFECT}`,
      ),
    );
    return;
  }
  const parts = text.split('/');
  if (parts.length <= 2 && parts.every((part) => part !== '') && text.length <= 320) return;
  refuse(
    words('service-account-format', node, path, `${text} is no service account`, 'Write ACCOUNT, or NAMESPACE/ACCOUNT'),
  );
}

function checkTrustDomain(text: string, node: YamlNode, path: string, refuse: Refuse): void {
  const star = text.indexOf('*');
  if (!text.includes('/') && (star < 0 || (star === text.lastIndexOf('*') && (star === 0 || star === text.length - 1))))
    return;
  refuse(
    words(
      'trust-domain-format',
      node,
      path,
      `${text} is no trust domain`,
      'Write the bare domain; one * may stand first or last',
    ),
  );
}

function checkOperation(operation: Match<OperationField>, path: string, refuse: Refuse): void {
  for (const [field, values] of operation.fields) {
    const where = `${path}.to.operation.${field}`;
    eachValue(values, (text, node) => {
      if (field === 'ports' || field === 'notPorts') checkPort(text, node, where, refuse);
      else if (text === '') refuse(words('empty-value', node, where, `An empty value stands in ${field}`, 'Remove it'));
      else if (field === 'paths' || field === 'notPaths') checkTemplate(text, node, where, refuse);
    });
  }
}

function checkTemplate(text: string, node: YamlNode, path: string, refuse: Refuse): void {
  const found = templateFault(text);
  if (!found) return;
  const why = {
    'operator-after-any': `behind {**} no other operator may stand: ${NO_EFFECT}`,
    braces: `braces may stand only as a whole segment, {*} or {**}: ${NO_EFFECT}`,
    literal: `beside {*} or {**} the other segments must be plain text: ${NO_EFFECT}`,
  }[found.fault];
  refuse(
    words(
      'path-template-invalid',
      node,
      path,
      `Istio cannot use the path ${text}`,
      `Change the segment ${found.segment === '' ? '(empty)' : found.segment}`,
      why,
    ),
  );
}

const MAP_KEYS = [
  'request.headers',
  'request.experimental.inline.headers',
  'request.auth.claims',
  'experimental.envoy.filters.',
] as const;
const PLAIN_KEYS: ReadonlySet<string> = new Set([
  'source.ip',
  'remote.ip',
  'source.namespace',
  'source.serviceAccount',
  'source.principal',
  'source.trustDomain',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'destination.ip',
  'destination.port',
  'connection.sni',
]);

function checkCondition(condition: Condition, rulePath: string, refuse: Refuse): void {
  const path = `${rulePath}.when`;
  const key = condition.key?.value;
  if (key === undefined) return;
  const at = condition.key!.node;
  if (key === '') {
    refuse(
      words(
        'when-key-invalid',
        at,
        path,
        'This condition has an empty key',
        'Write what it compares, for example source.ip',
      ),
    );
    return;
  }
  const written = [condition.values, condition.notValues];
  if (!condition.unknown && written.every((values) => !values || values.items.length === 0)) {
    refuse(
      words(
        'when-values-missing',
        condition.node,
        path,
        `The condition on ${key} has no values`,
        'Add values or notValues',
      ),
    );
    return;
  }
  const mapKey = MAP_KEYS.find((one) => key.startsWith(one));
  if (mapKey) {
    const open = key.indexOf('[');
    if (!(key.endsWith(']') && open > 0 && open < key.length - 2)) {
      refuse(words('when-key-brackets', at, path, `${key} names nothing in brackets`, `Write ${mapKey}[NAME]`));
    }
  } else if (!PLAIN_KEYS.has(key)) {
    refuse(words('when-key-invalid', at, path, `Istio knows no condition ${key}`, todoForKey(key)));
  }
  for (const values of written) {
    eachValue(values, (text, node) => {
      if (text === '')
        refuse(words('empty-value', node, path, `An empty value stands in the condition on ${key}`, 'Remove it'));
      else if (key === 'source.ip' || key === 'remote.ip' || key === 'destination.ip')
        checkIp(text, node, path, refuse);
      else if (key === 'destination.port') checkPort(text, node, path, refuse);
      else if (key === 'source.serviceAccount') checkAccount(text, node, path, refuse);
      else if (key === 'source.trustDomain') checkTrustDomain(text, node, path, refuse);
    });
  }
  if (key === 'source.serviceAccount') {
    for (const values of written) {
      if (!values || values.items.length <= 16) continue;
      refuse(
        words(
          'service-account-format',
          values.node,
          path,
          `${values.items.length} service accounts stand in one list`,
          'Split it over several conditions',
          `at most 16 are taken: ${NO_EFFECT}`,
        ),
      );
    }
  }
}

function todoForKey(key: string): string {
  if (key === 'destination.namespace') return 'Put the policy into that namespace instead';
  if (key.startsWith('destination.labels')) return 'Use the selector of the policy instead';
  return `Use one of: ${[...PLAIN_KEYS, 'request.headers[NAME]', 'request.auth.claims[NAME]'].join(', ')}`;
}

const CUSTOM_FIELDS: readonly SourceField[] = [
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
  'trustDomains',
  'notTrustDomains',
  'principals',
  'notPrincipals',
  'requestPrincipals',
  'notRequestPrincipals',
];
const CUSTOM_KEYS: ReadonlySet<string> = new Set([
  'source.namespace',
  'source.serviceAccount',
  'source.principal',
  'source.trustDomain',
]);

function checkCustomRule(rule: AuthorizationPolicy['rules'][number], path: string, refuse: Refuse): void {
  const why = `a CUSTOM policy cannot look at who calls: ${NO_EFFECT}`;
  const todo = 'Remove it, and say who may call in an ALLOW or DENY policy beside this one';
  for (const source of rule.from ?? []) {
    for (const field of CUSTOM_FIELDS) {
      const values = source.fields.get(field);
      if (values && values.items.length > 0)
        refuse(words('custom-source-unsupported', values.key, path, `${field} stands in a CUSTOM policy`, todo, why));
    }
  }
  for (const condition of rule.when ?? []) {
    const key = condition.key?.value;
    if (key !== undefined && (CUSTOM_KEYS.has(key) || key.startsWith('request.auth.'))) {
      refuse(
        words(
          'custom-source-unsupported',
          condition.key!.node,
          path,
          `The condition ${key} stands in a CUSTOM policy`,
          todo,
          why,
        ),
      );
    }
  }
}
