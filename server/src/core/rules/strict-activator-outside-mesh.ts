import { runsOnKnative } from '../model/burst-capacity';
import { meshIn } from '../model/default-injection';
import { kserveConfigMaps } from '../model/kserve-config';
import { selectsObject, strictNode } from '../model/strict-reach';
import { INJECT_KEY, isPlacedUnknown, readPodMetadata } from '../model/workload';
import { entryOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'strict-activator-outside-mesh',
  severity: 'error',
  summary: "STRICT is set for models while Knative's activator has no proxy, so it cannot reach them",
  sources: [
    'knative docs, install/installing-istio and istio-authorization: knative-serving must be in the mesh',
    'seen with the code of the activator and a real Envoy: outside the mesh its requests to STRICT pods end in a timeout',
  ],
  peers: [],
  on: ['PeerAuthentication'],
  reads: ['IstioOperator', 'ConfigMap', 'Deployment', 'InferenceService', 'KnativeService', 'Namespace'],
  check(resource, context) {
    const { platform } = context;
    const node = strictNode(resource, platform.rootNamespace);
    if (!node || isPlacedUnknown(resource)) return;
    const home = context.cluster('Namespace', platform.knativeNamespace);
    if (!home) return;
    const { injection } = meshIn(home, context);
    if (injection !== 'none' && injection !== 'disabled') return;
    const activator = context.find('Deployment', platform.knativeNamespace, 'activator');
    if (activator) {
      const { labelsNode, unknown } = readPodMetadata(activator);
      // A label on the pod injects it in spite of the namespace, unless that says disabled.
      if (unknown || (injection === 'none' && entryOf(labelsNode, INJECT_KEY))) return;
    }
    const namespace = context.namespaceOf(resource);
    const mesh = namespace === platform.rootNamespace;
    const model = (['InferenceService', 'KnativeService'] as const)
      .flatMap((kind) => (mesh ? context.all(kind) : context.inNamespace(kind, namespace)))
      .find(
        (each) =>
          !isPlacedUnknown(each) &&
          (each.kind === 'KnativeService' || runsOnKnative(each, platform, () => context.derive(kserveConfigMaps))) &&
          selectsObject(resource, each),
      );
    if (!model) return;
    context.report({
      at: node,
      message: {
        what: `With STRICT, Knative's activator cannot reach ${model.name ?? 'the model'}`,
        why: `namespace ${platform.knativeNamespace} is not in the mesh, so the activator sends plaintext; target burst capacity "0" does not help when the service scales from zero`,
        todo: `Label ${platform.knativeNamespace} istio-injection: enabled and restart the activator`,
      },
      related: [
        { document: home.document, span: home.headNode.span, message: 'Not in the mesh' },
        { document: model.document, span: model.headNode.span, message: 'Behind the activator' },
      ],
    });
  },
});
