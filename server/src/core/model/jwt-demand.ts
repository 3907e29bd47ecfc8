/** Which rules of AuthorizationPolicies ask for a token. */
import type { AuthorizationPolicy, PolicyRule } from './authorization-policy';
import { conditionLists, isJwtKey, sourceLists } from './policy-values';

const TOKEN_FIELDS = ['requestPrincipals', 'notRequestPrincipals'] as const;

/** True when the policy looks at tokens at all. */
export const looksAtTokens = (policy: AuthorizationPolicy): boolean =>
  sourceLists(policy, TOKEN_FIELDS).length > 0 || conditionLists(policy, isJwtKey).length > 0;

/** True when an ALLOW rule matches only requests with a token: every source, or a condition, asks for one. */
export function needsToken(rule: PolicyRule): boolean {
  const bySource = rule.from?.every(({ fields }) => fields.has('requestPrincipals')) ?? false;
  const byCondition = (rule.when ?? []).some(
    ({ key, values }) => key?.value !== undefined && isJwtKey(key.value) && values,
  );
  return bySource || byCondition;
}

/** True when a DENY rule refuses every request without a token, as far as its sources and conditions go. */
export const refusesWithoutToken = (rule: PolicyRule): boolean =>
  (rule.from ?? []).some(({ fields }) => fields.get('notRequestPrincipals')?.items.some(({ value }) => value === '*'));
