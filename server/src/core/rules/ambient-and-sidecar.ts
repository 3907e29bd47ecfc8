import { ambientNamespace } from '../model/ambient';
import { markValue, readPodMarks } from '../model/injection';
import { INJECT_KEY, isBroken, isPlacedUnknown, WORKLOAD_KINDS } from '../model/workload';
import { entryOf } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'ambient-and-sidecar',
  severity: 'warning',
  summary: 'pods of an ambient namespace ask for a sidecar, and get it',
  sources: [
    'seen with the injector: a pod label "true" is followed in an ambient namespace too',
    'istio docs, ambient/migrate: pods with a sidecar are left out of the ambient mesh, and waypoints do not serve them',
  ],
  peers: ['KIA1311', 'KIA1314', 'KIA1315'],
  on: WORKLOAD_KINDS,
  reads: ['Namespace'],
  check(resource, context) {
    if (isBroken(resource) || isPlacedUnknown(resource)) return;
    for (const { label, annotation, holder } of resource.read(readPodMarks)) {
      const mark =
        markValue(label) === 'true' ? label : !label && markValue(annotation) === 'true' ? annotation : undefined;
      if (!mark) continue;
      const name = context.namespaceOf(resource);
      const namespace = ambientNamespace(context, name);
      if (!namespace) return;
      const byLabel = mark === label;
      const parent = entryOf(holder, byLabel ? 'labels' : 'annotations')?.value;
      context.report({
        at: mark.key,
        severity: byLabel ? undefined : 'information',
        message: {
          what: byLabel
            ? `These pods get a sidecar in ambient namespace ${name}`
            : `This annotation does nothing in ambient namespace ${name}`,
          why: byLabel
            ? 'they leave the ambient mesh: policies that are attached to a waypoint do not reach them'
            : 'the injector looks at labels only, and the namespace has none for it',
          todo: byLabel ? 'Remove the label, or take the namespace out of the ambient mesh' : 'Remove it',
        },
        fixes: removeKeyFix(resource, parent, INJECT_KEY, `Remove ${INJECT_KEY}`),
        related: [{ document: namespace.document, span: namespace.headNode.span, message: 'In the ambient mesh' }],
      });
    }
  },
});
