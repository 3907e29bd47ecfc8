import { readDestinationRule } from '../model/destination-rule';
import { destinationTarget } from '../model/destination-target';
import { POD_KINDS } from '../model/pods';
import { fullHost } from '../model/service-host';
import { clientTlsMode, readTrafficPolicies, tlsModeNode } from '../model/traffic-policy';
import { isPlacedUnknown } from '../model/workload';
import { isScalar } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'dr-mutual-under-disable',
  severity: 'error',
  summary: 'a DestinationRule makes clients send mTLS to pods that a PeerAuthentication set to DISABLE',
  sources: ['seen with a real Envoy: DISABLE takes plaintext only and refuses mTLS, callers get 503 (UF)'],
  peers: ['KIA0505', 'KIA0506'],
  on: ['DestinationRule'],
  reads: [...POD_KINDS, 'ConfigMap', 'Namespace', 'PeerAuthentication', 'Service'],
  check(resource, context) {
    const { host: written } = resource.read(readDestinationRule);
    if (written === undefined || isPlacedUnknown(resource)) return;
    const policies = readTrafficPolicies(resource).flatMap(({ tls }) => {
      const mode = tls && clientTlsMode(tls);
      return tls && (mode === 'ISTIO_MUTUAL' || mode === 'MUTUAL') ? [tls] : [];
    });
    if (policies.length === 0) return;
    const host = fullHost(written, context.namespaceOf(resource), context.platform.clusterDomain);
    const target = destinationTarget(host, context);
    if (target?.mtls.mode !== 'DISABLE') return;
    const { by } = target.mtls;
    for (const tls of policies) {
      const node = tlsModeNode(tls);
      context.report({
        at: node,
        message: {
          what: `Clients of ${written} send mTLS, and ${target.words} take plaintext only (DISABLE)`,
          why: 'the handshake fails, and callers see 503',
          todo: 'Set the PeerAuthentication to PERMISSIVE or STRICT, or this mode to DISABLE',
        },
        fixes: isScalar(node)
          ? [{ ...replaceFix(resource, node, 'DISABLE', false), title: 'Send plaintext (DISABLE)' }]
          : [],
        related: by
          ? [
              {
                document: by.resource.document,
                span: (by.modeNode ?? by.resource.headNode).span,
                message: 'DISABLE here',
              },
            ]
          : [],
      });
    }
  },
});
