/** What Istio's webhook refuses in an AuthorizationPolicy (istio pkg/config/validation, ValidateAuthorizationPolicy). */
import {
  type AuthorizationPolicy,
  type Match,
  type OperationField,
  readAuthorizationPolicy,
  type SourceField,
} from '../../model/authorization-policy';
import type { Resource } from '../../model/resource';
import { entryOf, isMap, isNull, isUnknown, itemsOf, stringOf, type YamlNode } from '../../yaml/node';
import { checkCondition, checkCustomRule } from './policy-conditions';
import {
  checkAccount,
  checkIp,
  checkPort,
  checkTemplate,
  checkTrustDomain,
  eachValue,
  NO_EFFECT,
  words,
} from './policy-values';
import type { Refuse } from './refusal';
import { checkTargetRefs } from './target-ref';

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
