import { ambientNamespace } from '../model/ambient';
import { readPeerAuthentication } from '../model/peer-authentication';
import { replaceScalar } from '../yaml/edit-yaml';
import { at, isScalar, type ScalarNode } from '../yaml/node';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'mtls-disabled',
  severity: 'warning',
  summary: 'a PeerAuthentication switches mutual TLS off',
  sources: [
    'istio-api security/v1 PeerAuthentication.MutualTLS.Mode',
    'seen with a real Envoy: DISABLE takes plaintext only, mutual TLS is refused, and no caller has an identity',
  ],
  peers: ['KIA0505 and KIA0506 against DestinationRules'],
  on: ['PeerAuthentication'],
  reads: ['Namespace'],
  check(resource, context) {
    const { mode, modeNode, ports, selector } = resource.read(readPeerAuthentication);
    // There it is a mistake of another kind, and another rule says so.
    if (ambientNamespace(context, context.namespaceOf(resource))) return;
    // Without effect there; another rule says so.
    if (resource.namespace === context.platform.rootNamespace && selector.labels.size > 0) return;
    const setTo = (node: ScalarNode, to: string) =>
      fixIn(resource, `Set to ${to}`, () => replaceScalar(node, to), false);
    if (mode === 'DISABLE' && modeNode) {
      context.report({
        at: modeNode,
        message: {
          what: `DISABLE takes plaintext only, for ${selector.labels.size > 0 ? 'the selected pods' : resource.namespace === context.platform.rootNamespace ? 'the whole mesh' : 'the whole namespace'}`,
          why: 'traffic is not encrypted, and policies cannot tell callers apart',
          todo: 'Use STRICT, or PERMISSIVE while callers move into the mesh',
        },
        fixes: [setTo(modeNode, 'PERMISSIVE'), setTo(modeNode, 'STRICT')],
      });
    }
    for (const [port, { mode: own, entry }] of ports) {
      const node = at(entry.value, 'mode');
      if (own !== 'DISABLE' || mode === 'DISABLE' || !isScalar(node)) continue;
      context.report({
        at: node,
        severity: 'information',
        message: {
          what: `Port ${port} takes plaintext only`,
          why: 'its traffic is not encrypted, and policies cannot tell its callers apart',
          todo: 'Use PERMISSIVE if callers in the mesh use the port too',
        },
        fixes: [setTo(node, 'PERMISSIVE')],
      });
    }
  },
});
