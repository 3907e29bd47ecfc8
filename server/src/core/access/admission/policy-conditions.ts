/** Conditions of a rule, and what a CUSTOM policy may not look at (istio pkg/config/validation). */
import type { AuthorizationPolicy, Condition, SourceField } from '../../model/authorization-policy';
import { hasBrackets, isWhenKey, MOST_SERVICE_ACCOUNTS, mapKeyOf, WHEN_KEYS } from '../../model/policy-format';
import { checkAccount, checkIp, checkPort, checkTrustDomain, eachValue, NO_EFFECT, words } from './policy-values';
import type { Refuse } from './refusal';

export function checkCondition(condition: Condition, rulePath: string, refuse: Refuse): void {
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
  const mapKey = mapKeyOf(key);
  if (mapKey && !hasBrackets(key)) {
    refuse(words('when-key-brackets', at, path, `${key} names nothing in brackets`, `Write ${mapKey}[NAME]`));
  } else if (!isWhenKey(key)) {
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
      if (!values || values.items.length <= MOST_SERVICE_ACCOUNTS) continue;
      refuse(
        words(
          'service-account-format',
          values.node,
          path,
          `${values.items.length} service accounts stand in one list`,
          'Split it over several conditions',
          `at most ${MOST_SERVICE_ACCOUNTS} are taken: ${NO_EFFECT}`,
        ),
      );
    }
  }
}

function todoForKey(key: string): string {
  if (key === 'destination.namespace') return 'Put the policy into that namespace instead';
  if (key.startsWith('destination.labels')) return 'Use the selector of the policy instead';
  return `Use one of: ${[...WHEN_KEYS, 'request.headers[NAME]', 'request.auth.claims[NAME]'].join(', ')}`;
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

export function checkCustomRule(rule: AuthorizationPolicy['rules'][number], path: string, refuse: Refuse): void {
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
