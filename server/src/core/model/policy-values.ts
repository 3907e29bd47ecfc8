/** Walks the values of an AuthorizationPolicy with the field that each stands in, so that rules need not know its nesting. */
import {
  type AuthorizationPolicy,
  type Condition,
  type Match,
  type OperationField,
  type PolicyRule,
  SOURCE_FIELDS,
  type SourceField,
  type Value,
  type Values,
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
export const sourceLists = (policy: AuthorizationPolicy, fields: readonly SourceField[]): PolicyList[] =>
  policy.rules.flatMap((rule) => (rule.from ?? []).flatMap((part) => listsOf(rule, part, fields)));

/** Lists of the operations' fields named. */
export const operationLists = (policy: AuthorizationPolicy, fields: readonly OperationField[]): PolicyList[] =>
  policy.rules.flatMap((rule) => (rule.to ?? []).flatMap((part) => listsOf(rule, part, fields)));

function listsOf<F extends string>(rule: PolicyRule, part: Match<F>, fields: readonly F[]): PolicyList[] {
  return [...part.fields].flatMap(([field, list]) => (fields.includes(field) ? [{ field, list, rule, part }] : []));
}

export interface PolicyCondition {
  readonly rule: PolicyRule;
  readonly condition: Condition;
  /** The key as written. */
  readonly key: string;
}

/** Conditions with a known key that `test` takes. */
export const conditionsOf = (
  policy: AuthorizationPolicy,
  test: (key: string) => boolean = () => true,
): PolicyCondition[] =>
  policy.rules.flatMap((rule) =>
    (rule.when ?? []).flatMap((condition) => {
      const key = condition.key?.value;
      return key !== undefined && test(key) ? [{ rule, condition, key }] : [];
    }),
  );

/** `values` and `notValues` of the conditions whose key `test` takes. */
export const conditionLists = (policy: AuthorizationPolicy, test: (key: string) => boolean): PolicyList[] =>
  conditionsOf(policy, test).flatMap(({ rule, condition, key }) =>
    [condition.values, condition.notValues].flatMap((list) =>
      list ? [{ field: key, list, rule, part: condition }] : [],
    ),
  );

export const valuesIn = (lists: readonly PolicyList[]): PolicyValue[] =>
  lists.flatMap(({ field, list, rule, part }) =>
    list.items.flatMap(({ value, node }) => (value === undefined ? [] : [{ field, value, node, list, rule, part }])),
  );

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

/** Every list that tests the peer's identity, the `not` forms included. */
export const identityLists = (policy: AuthorizationPolicy): PolicyList[] => [
  ...sourceLists(policy, [...IDENTITY_FIELDS, ...NOT_IDENTITY_FIELDS]),
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
export const httpLists = (rule: PolicyRule): Values[] => [
  ...(rule.from ?? []).flatMap((part) => HTTP_SOURCE_FIELDS.flatMap((field) => part.fields.get(field) ?? [])),
  ...(rule.to ?? []).flatMap((part) => HTTP_OPERATION_FIELDS.flatMap((field) => part.fields.get(field) ?? [])),
  ...(rule.when ?? []).flatMap((one) =>
    one.key?.value !== undefined && isHttpKey(one.key.value) ? (one.values ?? one.notValues ?? []) : [],
  ),
];

/** A rule that nothing restricts: no part at all, known as such. */
export const matchesEverything = (rule: PolicyRule): boolean =>
  !rule.unknown && rule.node.kind === 'map' && !rule.from && !rule.to && !rule.when;

/** All source fields, for rules that look at each of them. */
export const ALL_SOURCE_FIELDS: readonly SourceField[] = SOURCE_FIELDS;
