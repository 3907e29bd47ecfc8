/** Walks the values of an AuthorizationPolicy with the field that each stands in, so that rules need not know its nesting. */
import type {
  AuthorizationPolicy,
  Condition,
  Match,
  OperationField,
  PolicyRule,
  SourceField,
  Value,
  Values,
} from './authorization-policy';

export interface PolicyValue {
  /** `principals`, `paths`, or a condition's key. */
  readonly field: string;
  /** Known text; unknown values are left out of every walk. */
  readonly value: string;
  readonly node: Value['node'];
  readonly list: Values;
  readonly rule: PolicyRule;
  /** The source or operation, or the condition, that holds the list. */
  readonly part: Match<string> | Condition;
}

export interface PolicyList {
  readonly field: string;
  readonly list: Values;
  readonly rule: PolicyRule;
  readonly part: Match<string> | Condition;
}

/** Lists of the sources' fields named, in the order of the file. */
export function sourceLists(policy: AuthorizationPolicy, fields: readonly SourceField[]): PolicyList[] {
  const lists: PolicyList[] = [];
  for (const rule of policy.rules) for (const part of rule.from ?? []) addLists(lists, rule, part, fields);
  return lists;
}

/** Lists of the operations' fields named. */
export function operationLists(policy: AuthorizationPolicy, fields: readonly OperationField[]): PolicyList[] {
  const lists: PolicyList[] = [];
  for (const rule of policy.rules) for (const part of rule.to ?? []) addLists(lists, rule, part, fields);
  return lists;
}

function addLists<F extends string>(lists: PolicyList[], rule: PolicyRule, part: Match<F>, fields: readonly F[]): void {
  for (const [field, list] of part.fields) if (fields.includes(field)) lists.push({ field, list, rule, part });
}

export interface PolicyCondition {
  readonly rule: PolicyRule;
  readonly condition: Condition;
  /** The key as written. */
  readonly key: string;
}

/** Conditions with a known key that `test` takes. */
export function conditionsOf(
  policy: AuthorizationPolicy,
  test: (key: string) => boolean = () => true,
): PolicyCondition[] {
  const found: PolicyCondition[] = [];
  for (const rule of policy.rules) {
    for (const condition of rule.when ?? []) {
      const key = condition.key?.value;
      if (key !== undefined && test(key)) found.push({ rule, condition, key });
    }
  }
  return found;
}

/** `values` and `notValues` of the conditions whose key `test` takes. */
export function conditionLists(policy: AuthorizationPolicy, test: (key: string) => boolean): PolicyList[] {
  const lists: PolicyList[] = [];
  for (const { rule, condition, key } of conditionsOf(policy, test)) {
    for (const list of [condition.values, condition.notValues]) {
      if (list) lists.push({ field: key, list, rule, part: condition });
    }
  }
  return lists;
}

export function valuesIn(lists: readonly PolicyList[]): PolicyValue[] {
  const found: PolicyValue[] = [];
  for (const { field, list, rule, part } of lists) {
    for (const { value, node } of list.items) {
      if (value !== undefined) found.push({ field, value, node, list, rule, part });
    }
  }
  return found;
}

/** Source fields that only a peer with an mTLS identity can meet; their `not` forms are met by every peer without one. */
export const IDENTITY_FIELDS = ['principals', 'namespaces', 'serviceAccounts', 'trustDomains'] as const;
export const NOT_IDENTITY_FIELDS = ['notPrincipals', 'notNamespaces', 'notServiceAccounts', 'notTrustDomains'] as const;
const IDENTITY_KEYS: ReadonlySet<string> = new Set([
  'source.principal',
  'source.namespace',
  'source.serviceAccount',
  'source.trustDomain',
]);
export const isIdentityKey = (key: string): boolean => IDENTITY_KEYS.has(key);
export const isJwtKey = (key: string): boolean => key.startsWith('request.auth.');

const BY_IDENTITY = [...IDENTITY_FIELDS, ...NOT_IDENTITY_FIELDS];

/** Every list that tests the peer's identity, the `not` forms included. */
export const identityLists = (policy: AuthorizationPolicy): PolicyList[] => [
  ...sourceLists(policy, BY_IDENTITY),
  ...conditionLists(policy, isIdentityKey),
];

/** True for lists that a peer without identity meets: `notNamespaces` and its like, `notValues` of an identity key. */
export const admitsAnonymous = ({ field, list }: PolicyList): boolean =>
  field.startsWith('not') || list.key.text === 'notValues';

/** HTTP attributes: on a TCP port an ALLOW rule that has one is dropped, a DENY rule loses the attribute and keeps the rest. */
export const HTTP_OPERATION_FIELDS = ['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths'] as const;
export const HTTP_SOURCE_FIELDS = ['requestPrincipals', 'notRequestPrincipals'] as const;
export const isHttpKey = (key: string): boolean => key.startsWith('request.');

/** Lists and conditions of one rule that need HTTP. */
export function httpLists(rule: PolicyRule): Values[] {
  const found: Values[] = [];
  const add = (list: Values | undefined) => {
    if (list) found.push(list);
  };
  for (const { fields } of rule.from ?? []) for (const field of HTTP_SOURCE_FIELDS) add(fields.get(field));
  for (const { fields } of rule.to ?? []) for (const field of HTTP_OPERATION_FIELDS) add(fields.get(field));
  for (const { key, values, notValues } of rule.when ?? []) {
    if (key?.value !== undefined && isHttpKey(key.value)) add(values ?? notValues);
  }
  return found;
}

/** A rule that nothing restricts: no part at all, known as such. */
export const matchesEverything = (rule: PolicyRule): boolean =>
  !rule.unknown && rule.node.kind === 'map' && !rule.from && !rule.to && !rule.when;
