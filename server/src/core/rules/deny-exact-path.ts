import { readAuthorizationPolicy } from '../model/authorization-policy';
import { operationLists } from '../model/policy-values';
import { defineRule } from './define';

export default defineRule({
  id: 'deny-exact-path',
  severity: 'hint',
  summary: 'a DENY rule names whole paths, which other spellings of the same resource pass',
  sources: [
    'seen with a real Envoy under the default path normalization (BASE): a DENY for /metrics is passed by //metrics, /metrics/, /%2fmetrics, /metrics;x and /METRICS',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'DENY' && policy.action !== 'ALLOW') return;
    const field = policy.action === 'DENY' ? 'paths' : 'notPaths';
    for (const { list } of operationLists(policy, [field])) {
      // One that a prefix of the same list covers is not alone.
      const prefixes = list.items.flatMap(({ value }) => (value?.endsWith('*') ? value.slice(0, -1) : []));
      const exact = list.items.find(
        ({ value }) =>
          value?.startsWith('/') &&
          value.length > 1 &&
          !/[*{}?#]/.test(value) &&
          !prefixes.some((prefix) => value.startsWith(prefix) || `${value}/`.startsWith(prefix)),
      );
      if (!exact) continue;
      context.report({
        at: exact.node,
        message: {
          what: `Other spellings of ${exact.value} pass this rule`,
          why: `by default Envoy takes /${exact.value}, ${exact.value}/ and ${exact.value};x for other paths, while many servers answer them all the same`,
          todo: 'Say which paths are allowed instead, or set pathNormalization of the mesh to MERGE_SLASHES and deny the prefix',
        },
      });
    }
  },
});
