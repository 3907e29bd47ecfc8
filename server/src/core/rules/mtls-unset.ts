import { effectiveMtls } from '../model/effective-mtls';
import { readPeerAuthentication } from '../model/peer-authentication';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { replaceScalar } from '../yaml/edit-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'mtls-unset',
  severity: 'information',
  summary: 'a PeerAuthentication sets no mode, so it inherits one',
  sources: [
    'istio pilot/pkg/security/authn: UNSET takes the mode of the next wider policy',
    'seen with a real Envoy: UNSET, no mode, no mtls and no spec all inherit; for the whole mesh that is PERMISSIVE',
  ],
  peers: [],
  on: ['PeerAuthentication'],
  reads: ['PeerAuthentication'],
  check(resource, context) {
    const policy = resource.read(readPeerAuthentication);
    const { mode, modeNode, selector } = policy;
    if (mode !== 'UNSET' || policy.unknown || policy.portEntry || selector.unknown) return;
    if (isBroken(resource) || isPlacedUnknown(resource)) return;
    const namespace = context.namespaceOf(resource);
    const mesh = namespace === context.platform.rootNamespace;
    if (mesh && selector.labels.size > 0) return;
    const inherited = mesh ? 'PERMISSIVE' : effectiveMtls(context, namespace, selector).mode;
    context.report({
      at: modeNode ?? resource.headNode,
      message: {
        what: `This PeerAuthentication sets no mode${inherited ? `, so ${inherited} stays in force` : ' and inherits the one of the next wider policy'}`,
        why: mesh
          ? 'nothing is wider than the mesh, and its default takes plaintext'
          : 'a reader cannot see here whether plaintext is taken',
        todo: 'Write the mode that is meant',
      },
      fixes:
        modeNode && inherited
          ? [fixIn(resource, `Write ${inherited}`, () => replaceScalar(modeNode, inherited), false)]
          : [],
    });
  },
});
