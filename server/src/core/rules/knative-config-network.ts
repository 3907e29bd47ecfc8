import { meshIn } from '../model/default-injection';
import { nearest } from '../model/nearest';
import { readPeerAuthentication } from '../model/peer-authentication';
import { entryOf, isScalar, stringOf } from '../yaml/node';
import { defineRule, type RuleContext } from './define';
import { replaceFix } from './fix';

const MODE = 'mesh-compatibility-mode';

/** Other texts leave the default (knative networking pkg/config asMode). */
const MODES: readonly string[] = ['auto', 'enabled', 'disabled'];

export default defineRule({
  id: 'knative-config-network',
  severity: 'information',
  summary:
    "Knative's mesh-compatibility-mode is disabled although the mesh demands mTLS, so the activator and the autoscaler ask pods by address",
  sources: [
    'knative networking config-network mesh-compatibility-mode: disabled means that pods are always asked by address, which mTLS does not allow',
    "seen with Knative's own activator: only 502 and 503 from a pod's address make it use the ClusterIP",
  ],
  peers: [],
  on: ['ConfigMap'],
  reads: ['Namespace', 'PeerAuthentication'],
  check(resource, context) {
    if (resource.name !== 'config-network' || resource.namespace !== context.platform.knativeNamespace) return;
    const node = entryOf(resource.at('data'), MODE)?.value;
    const mode = stringOf(node)?.toLowerCase();
    if (!isScalar(node) || mode === undefined) return;
    if (!MODES.includes(mode)) {
      const right = nearest(mode, MODES);
      context.report({
        at: node,
        severity: 'warning',
        message: {
          what: `${node.text} is no ${MODE}`,
          why: 'Knative takes it for auto and says nothing',
          todo: right ? `Write ${right} if that is meant` : `Write ${MODES.join(', ')}`,
        },
        fixes: right && !node.alias ? [replaceFix(resource, node, right, false)] : [],
      });
      return;
    }
    if (mode !== 'disabled') return;
    const proof = meshProof(context);
    if (!proof) return;
    context.report({
      at: node,
      message: {
        what: `${MODE}: disabled does not go with a mesh`,
        why: `activator and autoscaler ask pods by their address, which their sidecars send as plaintext; ${proof}`,
        todo: 'Write auto, or enabled to use Services only',
      },
      fixes: node.alias ? [] : ['auto', 'enabled'].map((mode) => replaceFix(resource, node, mode, false)),
    });
  },
});

function meshProof(context: RuleContext): string | undefined {
  const strict = context.all('PeerAuthentication').find((each) => each.read(readPeerAuthentication).mode === 'STRICT');
  if (strict) return `PeerAuthentication ${strict.name ?? ''} of ${context.namespaceOf(strict)} refuses that`;
  const { knativeNamespace } = context.platform;
  const namespace = context.cluster('Namespace', knativeNamespace);
  const injection = (namespace && meshIn(namespace, context))?.injection;
  return injection === 'enabled' || injection === 'revision' ? `namespace ${knativeNamespace} has sidecars` : undefined;
}
