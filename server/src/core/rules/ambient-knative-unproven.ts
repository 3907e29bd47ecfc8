import { ambientNamespace } from '../model/ambient';
import { runsOnKnative } from '../model/burst-capacity';
import { markValue, readPodMarks } from '../model/injection';
import { kserveConfigMaps } from '../model/kserve-config';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'ambient-knative-unproven',
  severity: 'information',
  summary: 'a model runs on Knative in an ambient namespace, which net-istio does not claim to support',
  sources: [
    'net-istio issue 1360, open: ambient is not supported',
    'kubeflow/community-distribution pull request 2676: ambient without Knative',
  ],
  peers: [],
  on: ['InferenceService', 'KnativeService'],
  reads: ['ConfigMap', 'Namespace'],
  check(resource, context) {
    if (isPlacedUnknown(resource)) return;
    const namespace = ambientNamespace(context, context.namespaceOf(resource));
    if (!namespace) return;
    if (resource.read(readPodMarks).some(({ label }) => label && markValue(label) !== 'false')) return;
    const knative =
      resource.kind === 'KnativeService' ||
      runsOnKnative(resource, context.platform, () => context.derive(kserveConfigMaps));
    if (!knative) return;
    context.report({
      at: resource.headNode,
      message: {
        what: 'This runs on Knative in an ambient namespace, which nobody vouches for',
        why: "net-istio's routes are made for sidecars and gateways, and what a waypoint makes of them is not settled",
        todo: 'Use Standard mode, or a namespace with sidecars, or try it before you rely on it',
      },
      related: [{ document: namespace.document, span: namespace.headNode.span, message: 'In the ambient mesh' }],
    });
  },
});
