import { isOutsideInjection, markValue, moveMarkToLabel, namespaceMeshes, readPodMarks } from '../model/injection';
import { INJECT_KEY, isBroken, WORKLOAD_KINDS } from '../model/workload';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'inject-annotation-deprecated',
  severity: 'information',
  summary: 'the annotation sidecar.istio.io/inject is deprecated; the label of the same name replaces it',
  sources: [
    'istio-api annotation/annotations.yaml: deprecated in favour of the label',
    'kserve pkg/controller/v1beta1/inferenceservice: labels of an InferenceService reach its pods',
  ],
  peers: ['IST0135'],
  on: WORKLOAD_KINDS,
  reads: ['ConfigMap', 'IstioOperator', 'Namespace'],
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const marks of resource.read(readPodMarks)) {
      const { annotation, label } = marks;
      const value = markValue(annotation);
      if (!annotation || (value !== 'true' && value !== 'false')) continue;
      // Another value than the label's, and an annotation that nobody reads, are told by rules of their own.
      if (label && markValue(label) !== value) continue;
      if (value === 'true' && !label && isOutsideInjection(namespaceMeshes(context, context.namespaceOf(resource))))
        continue;
      const movable = () => moveMarkToLabel(resource, marks);
      context.report({
        at: annotation.key,
        message: {
          what: `The annotation ${INJECT_KEY} is deprecated`,
          why: "Istio's webhook selects pods by labels, and reads the annotation only in namespaces that it looks at anyway",
          todo: label ? 'Remove it: the label says the same' : 'Write it as a label instead',
        },
        fixes:
          movable().length > 0
            ? [fixIn(resource, label ? 'Remove the annotation' : 'Turn it into the label', movable)]
            : [],
      });
    }
  },
});
