/** Whether an ALLOW policy may let in a caller of a known identity; what cannot be known counts as letting in. */
import type { AuthorizationPolicy, Match, SourceField, Values } from './authorization-policy';
import { wildcardMatches } from './wildcard';

export interface CallerIdentity {
  readonly trustDomains: readonly string[];
  readonly namespace: string;
  /** Names that the account may have. */
  readonly accounts: readonly string[];
  /** Paths that it asks for; none: any. */
  readonly paths?: readonly string[];
}

/** True unless every rule certainly keeps the caller out by its source, or by a path that it does not ask for. */
export function mayAdmit(policy: AuthorizationPolicy, caller: CallerIdentity): boolean {
  if (policy.action !== 'ALLOW') return policy.action === undefined;
  if (policy.unknown) return true;
  return policy.rules.some((rule) => {
    if (rule.unknown) return true;
    if (rule.from && !rule.from.some((source) => sourceMayBe(source, caller))) return false;
    const { paths } = caller;
    if (!paths || !rule.to) return true;
    return rule.to.some(({ fields, unknown }) => {
      const list = fields.get('paths');
      return unknown || !list || list.unknown || paths.some((path) => anyMatches(list, [path]));
    });
  });
}

function sourceMayBe({ fields, unknown }: Match<SourceField>, caller: CallerIdentity): boolean {
  if (unknown) return true;
  const principals = caller.trustDomains.flatMap((domain) =>
    caller.accounts.map((account) => `${domain}/ns/${caller.namespace}/sa/${account}`),
  );
  const positive: readonly (readonly [SourceField, readonly string[]])[] = [
    ['namespaces', [caller.namespace]],
    ['principals', principals],
    ['serviceAccounts', caller.accounts.map((account) => `${caller.namespace}/${account}`)],
  ];
  const negative: readonly (readonly [SourceField, readonly string[]])[] = [
    ['notNamespaces', [caller.namespace]],
    ['notPrincipals', principals],
  ];
  return (
    positive.every(([field, texts]) => {
      const list = fields.get(field);
      return !list || list.unknown || anyMatches(list, texts);
    }) &&
    negative.every(
      ([field, texts]) =>
        !fields
          .get(field)
          ?.items.some((item) => item.value !== undefined && texts.every((text) => wildcardMatches(item.value!, text))),
    )
  );
}

const anyMatches = (list: Values, texts: readonly string[]): boolean =>
  list.items.some(
    ({ value }) => value === undefined || texts.some((text) => wildcardMatches(value, text) || /[{]/.test(value)),
  );
