import { markValue, namespaceMeshes, readPodMarks } from '../model/injection';
import { podSpecsOf } from '../model/pod-spec';
import { isBroken, isPlacedUnknown, WORKLOAD_KINDS } from '../model/workload';
import { entryOf, isScalar } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'host-network',
  severity: 'information',
  summary: 'pods of a mesh namespace use the network of their node, so they never get a sidecar',
  sources: ['istio pkg/kube/inject/inject.go injectRequired: pods with hostNetwork are never injected'],
  peers: [],
  on: WORKLOAD_KINDS,
  reads: ['Namespace'],
  check(resource, context) {
    if (isBroken(resource) || isPlacedUnknown(resource)) return;
    for (const spec of podSpecsOf(resource)) {
      const entry = entryOf(spec, 'hostNetwork');
      if (!entry || !isScalar(entry.value) || entry.value.value !== true) continue;
      const marks = resource.read(readPodMarks);
      const off = marks.some(({ label, annotation }) => markValue(label ?? annotation) === 'false');
      const asked = marks.some(({ label }) => markValue(label) === 'true');
      const meshes = namespaceMeshes(context, context.namespaceOf(resource));
      const inMesh = meshes.some(({ injection }) => injection === 'enabled' || injection === 'revision');
      if (off || (!asked && !inMesh)) continue;
      context.report({
        at: entry.key,
        message: {
          what: 'Pods with hostNetwork: true never get a sidecar',
          why: 'Istio cannot redirect the traffic of a whole node, so no policy is enforced at these pods and their calls carry no identity',
          todo: `Remove it, or mark the pods with sidecar.istio.io/inject: "false" to say that this is meant`,
        },
      });
    }
  },
});
