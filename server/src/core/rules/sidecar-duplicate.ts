import { POD_KINDS } from '../model/pods';
import { rivalOf } from '../model/rivals';
import { looksLikePatch } from '../schema/report';
import { defineRule } from './define';

export default defineRule({
  id: 'sidecar-duplicate',
  severity: 'warning',
  summary:
    'several Sidecars are for the same pods, and all but the oldest are ignored (information: in files without a namespace)',
  sources: [
    'istio pilot/pkg/model/push_context.go initSidecarScopes: sorted by creation; those with a workloadSelector first; the first that fits counts',
  ],
  peers: ['IST0110', 'IST0111', 'KIA0002', 'KIA0003'],
  on: ['Sidecar'],
  reads: ['Sidecar', ...POD_KINDS],
  check(resource, context) {
    const rival = rivalOf(context, resource, looksLikePatch);
    if (!rival) return;
    const { other, pods, wide, sure } = rival;
    context.report({
      at: resource.headNode,
      severity: sure ? 'warning' : 'information',
      message: {
        what: `Sidecar ${other.name} is for ${wide ? `all of namespace ${context.namespaceOf(resource)}` : pods ? `the pods of ${pods.name ?? 'one workload'}` : 'the same pods'} too`,
        why: 'Istio takes the one that was created first and ignores the other, whatever the order of the files',
        todo: wide ? 'Merge them, or give one a workloadSelector' : 'Merge them, or make their selectors differ',
      },
      related: [{ document: other.document, span: other.headNode.span, message: 'The other one' }],
    });
  },
});
