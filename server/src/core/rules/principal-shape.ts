import { readAuthorizationPolicy } from '../model/authorization-policy';
import { readPrincipal } from '../model/policy-format';
import { isForGateway } from '../model/policy-scope';
import { conditionLists, sourceLists, valuesIn } from '../model/policy-values';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'principal-shape',
  severity: 'warning',
  summary: 'a principal is not TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT',
  sources: [
    'istio-api security/v1 Source.principals: TRUST_DOMAIN/ns/NAMESPACE/sa/SERVICE_ACCOUNT',
    'istio pkg/spiffe/spiffe.go: the identity in a workload certificate',
  ],
  peers: ['KIA0106 in part'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    // Clients from outside bring identities of any shape to a gateway.
    if (isForGateway(policy) || policy.action === 'CUSTOM') return;
    const lists = [
      ...sourceLists(policy, ['principals', 'notPrincipals']),
      ...conditionLists(policy, (key) => key === 'source.principal'),
    ];
    for (const { value, node } of valuesIn(lists)) {
      if (value === '' || value.includes('*') || value.startsWith('spiffe://') || readPrincipal(value)) continue;
      const right = guess(value, context.namespaceOf(resource));
      context.report({
        at: node,
        message: {
          what: `"${value}" is no principal of a workload`,
          why: 'identities in the mesh are TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT, so this value never matches',
          todo: right ? `Write ${right}` : 'Write cluster.local/ns/NAMESPACE/sa/ACCOUNT',
        },
        fixes: right ? [replaceFix(resource, node, right, false)] : [],
      });
    }
  },
});

/** The principal that was likely meant; `cluster.local` stands for the mesh's trust domain whatever it is called. */
function guess(value: string, namespace: string): string | undefined {
  const user = /^system:serviceaccount:([^:/]+):([^:/]+)$/.exec(value);
  if (user) return `cluster.local/ns/${user[1]}/sa/${user[2]}`;
  const bare = /^\/?ns\/([^/]+)\/sa\/([^/]+)$/.exec(value);
  if (bare) return `cluster.local/ns/${bare[1]}/sa/${bare[2]}`;
  const long = /^([^/]+)\/(?:ns|namespaces?)\/([^/]+)\/(?:sa|serviceaccounts?)\/([^/]+)\/?$/i.exec(value);
  if (long) return `${long[1]}/ns/${long[2]}/sa/${long[3]}`;
  const whole = /^([^/]+)\/ns\/([^/]+)\/?$/.exec(value);
  if (whole) return `${whole[1]}/ns/${whole[2]}/*`;
  const pair = /^([a-z0-9-]+)\/([a-z0-9.-]+)$/.exec(value);
  if (pair) return `cluster.local/ns/${pair[1]}/sa/${pair[2]}`;
  return /^[a-z0-9-]+$/.test(value) ? `cluster.local/ns/${namespace}/sa/${value}` : undefined;
}
