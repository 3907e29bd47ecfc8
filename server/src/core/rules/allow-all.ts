import { type Match, type PolicyRule, readAuthorizationPolicy, type SourceField } from '../model/authorization-policy';
import { isForGateway } from '../model/policy-scope';
import { isNamedAllowAll } from '../model/policy-shape';
import { matchesEverything } from '../model/policy-values';
import { defineRule } from './define';

export default defineRule({
  id: 'allow-all',
  severity: 'warning',
  summary: 'an ALLOW rule lets every caller in',
  sources: [
    'istio-api security/v1 AuthorizationPolicy: an empty rule always matches',
    'seen with a real Envoy: {} takes every request, namespaces "*" every caller with an identity',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'ALLOW' || policy.targetRefs.length > 0) return;
    const { knativeNamespace, kserveNamespace } = context.platform;
    // Gateways and the platform's own pods are often opened like this, with checks behind them.
    const isPlatform =
      isForGateway(policy) || [knativeNamespace, kserveNamespace].includes(context.namespaceOf(resource));
    for (const rule of policy.rules) {
      const open = matchesEverything(rule);
      const anyone = anyIdentity(rule);
      if (!open && !anyone) continue;
      context.report({
        at: anyone ?? rule.node,
        severity: isNamedAllowAll(policy) || isPlatform ? 'information' : 'warning',
        message: {
          what: open
            ? 'This rule allows every request from anyone'
            : 'This rule allows every caller that has a mesh identity',
          why: 'one such rule makes all other ALLOW rules for these pods pointless',
          todo: 'Name the callers in from, or name the policy allow-all if this is meant',
        },
      });
    }
  },
});

/** The list that takes every identity, when the rule has nothing else. */
function anyIdentity(rule: PolicyRule) {
  if (rule.unknown || rule.to || rule.when || !rule.from) return undefined;
  return rule.from.map(starOnly).find((node) => node !== undefined);
}

function starOnly(source: Match<SourceField>) {
  if (source.fields.size !== 1) return undefined;
  const list = source.fields.get('namespaces') ?? source.fields.get('principals');
  return list?.items.find((item) => item.value === '*')?.node;
}
