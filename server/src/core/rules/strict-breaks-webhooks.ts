import { readPeerAuthentication } from '../model/peer-authentication';
import { readPodGroups, selectsPods } from '../model/pods';
import { strictNode } from '../model/strict-reach';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

/** Deployments whose webhooks the API server calls in plain TLS, without a mesh identity. */
const WEBHOOKS = ['webhook', 'net-istio-webhook'];
const PORT = '8443';

export default defineRule({
  id: 'strict-breaks-webhooks',
  severity: 'warning',
  summary: "STRICT reaches Knative's webhooks, which the API server calls from outside the mesh",
  sources: [
    'net-istio config/400-webhook-peer-authentication.yaml: PERMISSIVE on 8443 for app webhook and net-istio-webhook',
  ],
  peers: [],
  on: ['PeerAuthentication'],
  reads: ['Deployment', 'PeerAuthentication'],
  fromAbsence: true,
  check(resource, context) {
    const { rootNamespace, knativeNamespace } = context.platform;
    const node = strictNode(resource, rootNamespace);
    const namespace = context.namespaceOf(resource);
    if (!node || isPlacedUnknown(resource) || (namespace !== rootNamespace && namespace !== knativeNamespace)) return;
    const { selector } = resource.read(readPeerAuthentication);
    const others = context
      .inNamespace('PeerAuthentication', knativeNamespace)
      .map((each) => each.read(readPeerAuthentication));
    // A policy of Knative's own namespace is the one that counts there.
    const wide = others.some((each) => each.selector.labels.size === 0 && each.mode !== 'UNSET');
    if (namespace === rootNamespace && wide) return;
    const closed = WEBHOOKS.flatMap((name) => context.find('Deployment', knativeNamespace, name) ?? []).filter(
      (deployment) =>
        deployment.read(readPodGroups).some((pods) => {
          if (selectsPods(selector, pods) !== true) return false;
          return !others.some((each) => {
            if (each.resource === resource || each.selector.labels.size === 0) return false;
            if (selectsPods(each.selector, pods) === false) return false;
            const mode = each.ports.get(PORT)?.mode ?? each.mode;
            return mode !== 'STRICT' && mode !== 'UNSET';
          });
        }),
    );
    const own = resource.read(readPeerAuthentication).ports.get(PORT)?.mode;
    if (closed.length === 0 || own === 'PERMISSIVE' || own === 'DISABLE') return;
    context.report({
      at: node,
      message: {
        what: `STRICT closes port ${PORT} of ${closed.map((each) => each.name).join(' and ')} to the API server`,
        why: 'the API server has no mesh identity, so Knative objects can no longer be created or changed',
        todo: `Add a PeerAuthentication for these pods with port ${PORT} PERMISSIVE, as net-istio ships it`,
      },
      related: closed.map((each) => ({
        document: each.document,
        span: each.headNode.span,
        message: 'Called by the API server',
      })),
    });
  },
});
