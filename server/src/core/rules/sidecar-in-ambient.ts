import { ambientNamespace } from '../model/ambient';
import { readAnySelector } from '../model/any-selector';
import { markValue, readPodMarks } from '../model/injection';
import { isPlacedUnknown, WORKLOAD_KINDS } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'sidecar-in-ambient',
  severity: 'warning',
  summary: 'a Sidecar stands in a namespace of the ambient mesh, whose pods have no sidecars',
  sources: [
    'istio-api networking/v1 Sidecar: it configures the proxies beside the pods; ztunnel and waypoints do not read it',
  ],
  peers: ['IST0167'],
  on: ['Sidecar'],
  reads: ['Namespace', ...WORKLOAD_KINDS],
  check(resource, context) {
    if (isPlacedUnknown(resource) || readAnySelector(resource).unknown) return;
    const name = context.namespaceOf(resource);
    const namespace = ambientNamespace(context, name);
    if (!namespace) return;
    // Single pods may ask for a sidecar there, and get it.
    const asks = WORKLOAD_KINDS.flatMap((kind) => context.inNamespace(kind, name)).some((each) =>
      each.read(readPodMarks).some(({ label }) => label && markValue(label) !== 'false'),
    );
    if (asks) return;
    context.report({
      at: resource.headNode,
      message: {
        what: `Namespace ${name} is in the ambient mesh, so this Sidecar is for nothing`,
        why: 'its pods have no sidecars, and neither ztunnel nor a waypoint reads it',
        todo: 'Remove it, or take the namespace out of the ambient mesh',
      },
      related: [{ document: namespace.document, span: namespace.headNode.span, message: 'In the ambient mesh' }],
    });
  },
});
