import { isOutsideInjection, namespaceMeshes } from '../model/injection';
import { isBroken, isPlacedUnknown, readPodMetadata } from '../model/workload';
import { defineRule } from './define';

/** Names that the samples of Istio and KServe give their callers. */
const CLIENT = /^(?:sleep|httpbin|curl|netshoot|fortio|test-client)(?:-|$)/;

export default defineRule({
  id: 'test-client-without-sidecar',
  severity: 'hint',
  summary: 'a test client stands outside the mesh, so it shows what callers without a sidecar get',
  sources: [
    'istio manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml: namespaces without label are not injected',
    "seen with istiod's generator: a caller without sidecar reaches a model by the ingress gateway, with the gateway's identity",
  ],
  peers: [],
  on: ['Deployment', 'StatefulSet', 'Pod'],
  reads: ['ConfigMap', 'IstioOperator', 'InferenceService', 'Namespace'],
  check(resource, context) {
    const { name } = resource;
    if (!name || !CLIENT.test(name) || isBroken(resource) || isPlacedUnknown(resource)) return;
    const pod = resource.read(readPodMetadata);
    const { labels } = pod;
    if (pod.unknown || labels.has('sidecar.istio.io/inject') || labels.has('istio.io/rev')) return;
    const namespace = context.namespaceOf(resource);
    const meshes = namespaceMeshes(context, namespace);
    // Someone who wrote `disabled` wants the client outside.
    if (!isOutsideInjection(meshes) || meshes.some(({ injection }) => injection === 'disabled')) return;
    if (context.all('InferenceService').length === 0) return;
    context.report({
      at: resource.headNode,
      message: {
        what: `${name} runs outside the mesh: namespace ${namespace} has no injection label`,
        why: "its calls arrive with the ingress gateway's identity or with none, so they do not show what a mesh caller of another namespace gets",
        todo: 'Label the namespace with istio-injection: enabled to test as a mesh caller',
      },
    });
  },
});
