import { readAuthorizationPolicy } from '../model/authorization-policy';
import { conditionLists, sourceLists } from '../model/policy-values';
import { defineRule } from './define';

/** Where the number of proxies in front of the gateway can be said. */
const TOLD_IN = ['ConfigMap', 'Deployment', 'ProxyConfig'] as const;

export default defineRule({
  id: 'remote-ip-needs-topology',
  severity: 'information',
  summary: 'a rule tests the original client address, which depends on X-Forwarded-For being trusted',
  sources: [
    'istio-api security/v1 Source.remoteIpBlocks: numTrustedProxies must be set for it to work behind proxies',
    'seen with a real Envoy: a sidecar takes the last entry of X-Forwarded-For, which any peer may send',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: [...TOLD_IN],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    const [first] = [
      ...sourceLists(policy, ['remoteIpBlocks', 'notRemoteIpBlocks']),
      ...conditionLists(policy, (key) => key === 'remote.ip'),
    ];
    if (!first) return;
    const told = TOLD_IN.some((kind) =>
      context.all(kind).some((each) => each.document.text.includes('numTrustedProxies')),
    );
    if (told) return;
    context.report({
      at: first.list.key,
      message: {
        what: `${first.field} reads the client address from X-Forwarded-For`,
        why: 'which entry of it counts depends on numTrustedProxies, and any peer may send the header',
        todo: 'Set numTrustedProxies for the gateway, or test the connection itself with ipBlocks',
      },
    });
  },
});
