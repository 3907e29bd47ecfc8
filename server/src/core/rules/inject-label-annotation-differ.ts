import { markValue, readPodMarks } from '../model/injection';
import { INJECT_KEY, isBroken, WORKLOAD_KINDS } from '../model/workload';
import { entryOf } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'inject-label-annotation-differ',
  severity: 'warning',
  summary: 'label and annotation sidecar.istio.io/inject say different things, and the label wins',
  sources: ['istio pkg/kube/inject/inject.go injectRequired: with both, the label is taken'],
  peers: [],
  on: WORKLOAD_KINDS,
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const { label, annotation, holder } of resource.read(readPodMarks)) {
      const wins = markValue(label);
      const loses = markValue(annotation);
      if (!label || !annotation || wins === undefined || loses === undefined || wins === loses) continue;
      context.report({
        at: annotation.key,
        message: {
          what: `The annotation says "${loses}", but the label ${INJECT_KEY} says "${wins}"`,
          why: 'with both, Istio takes the label',
          todo: 'Remove the annotation, or correct the label',
        },
        fixes: removeKeyFix(resource, entryOf(holder, 'annotations')?.value, INJECT_KEY, 'Remove the annotation', true),
        related: [{ document: resource.document, span: label.key.span, message: 'The label that counts' }],
      });
    }
  },
});
