import { ambientNamespace } from '../model/ambient';
import { readPeerAuthentication } from '../model/peer-authentication';
import { isPlacedUnknown } from '../model/workload';
import { entryOf, isScalar } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'ambient-mtls-disable',
  severity: 'error',
  summary: 'a PeerAuthentication disables mTLS for an ambient namespace, which ambient does not know',
  sources: ['istio-api security/v1beta1/peer_authentication.proto: DISABLE is not supported in ambient mode'],
  peers: [],
  on: ['PeerAuthentication'],
  reads: ['Namespace'],
  check(resource, context) {
    if (isPlacedUnknown(resource)) return;
    const { mode, modeNode, ports } = resource.read(readPeerAuthentication);
    const nodes = [
      ...(mode === 'DISABLE' && modeNode ? [modeNode] : []),
      ...[...ports.values()].flatMap((port) => {
        const node = entryOf(port.entry.value, 'mode')?.value;
        return port.mode === 'DISABLE' && isScalar(node) ? [node] : [];
      }),
    ];
    if (nodes.length === 0) return;
    const name = context.namespaceOf(resource);
    const namespace = ambientNamespace(context, name);
    if (!namespace) return;
    for (const node of nodes) {
      context.report({
        at: node,
        message: {
          what: 'mTLS cannot be disabled for ambient workloads',
          why: `namespace ${name} is in the ambient mesh, where ztunnel knows PERMISSIVE and STRICT only`,
          todo: 'Write PERMISSIVE to take plaintext too, or take the workloads out of the mesh',
        },
        fixes: node.alias ? [] : [replaceFix(resource, node, 'PERMISSIVE', false)],
        related: [{ document: namespace.document, span: namespace.headNode.span, message: 'In the ambient mesh' }],
      });
    }
  },
});
