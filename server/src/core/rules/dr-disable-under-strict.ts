import { readDestinationRule } from '../model/destination-rule';
import { destinationTarget } from '../model/destination-target';
import { POD_KINDS } from '../model/pods';
import { fullHost } from '../model/service-host';
import { clientTlsMode, readTrafficPolicies, tlsModeNode } from '../model/traffic-policy';
import { isPlacedUnknown } from '../model/workload';
import { isScalar } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

const NO_MESH_TLS: ReadonlySet<string> = new Set(['DISABLE', 'SIMPLE', 'MUTUAL']);

export default defineRule({
  id: 'dr-disable-under-strict',
  severity: 'error',
  summary: 'a DestinationRule makes clients send no mesh mTLS to pods that take nothing else',
  sources: [
    'istio pilot/pkg/networking/core/cluster_tls.go: the mode of a DestinationRule beats auto mTLS',
    "seen with Istio's own simulator: DISABLE for a revision's Service under STRICT gives 503 (UC); for a Knative component's host nothing changes, because routes lead to the revision's Service",
  ],
  peers: ['KIA0207', 'KIA0208'],
  on: ['DestinationRule'],
  reads: ['IstioOperator', ...POD_KINDS, 'ConfigMap', 'Namespace', 'PeerAuthentication', 'Service'],
  check(resource, context) {
    const { host: written } = resource.read(readDestinationRule);
    if (written === undefined || isPlacedUnknown(resource)) return;
    const policies = readTrafficPolicies(resource).flatMap(({ tls }) => {
      const mode = tls && clientTlsMode(tls);
      return tls && mode && NO_MESH_TLS.has(mode) ? [{ tls, mode }] : [];
    });
    if (policies.length === 0) return;
    const host = fullHost(written, context.namespaceOf(resource), context.platform.clusterDomain);
    const target = destinationTarget(host, context);
    if (target?.mtls.mode !== 'STRICT') return;
    const { by } = target.mtls;
    for (const { tls, mode } of policies) {
      const node = tlsModeNode(tls);
      context.report({
        at: node,
        severity: target.sure ? 'error' : 'warning',
        message: {
          what: `Clients of ${written} send ${mode === 'DISABLE' ? 'plaintext' : 'TLS of their own'}, and ${target.words} take mesh mTLS only (STRICT)`,
          why: 'the connection is refused, and callers see 503',
          todo: 'Set the mode to ISTIO_MUTUAL, or remove tls: clients then send mTLS by themselves',
        },
        fixes: isScalar(node)
          ? [{ ...replaceFix(resource, node, 'ISTIO_MUTUAL', false), title: 'Send mesh mTLS (ISTIO_MUTUAL)' }]
          : [],
        related: by
          ? [
              {
                document: by.resource.document,
                span: (by.modeNode ?? by.resource.headNode).span,
                message: 'STRICT here',
              },
            ]
          : [],
      });
    }
  },
});
