import { nearest } from '../model/nearest';
import { entryOf, isScalar, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix, replaceFix } from './fix';

const KEY = 'serving.kserve.io/autoscalerClass';
const CLASSES = ['hpa', 'keda', 'external', 'none'] as const;

export default defineRule({
  id: 'autoscaler-class-invalid',
  severity: 'error',
  summary: 'the autoscaler class is none of hpa, keda, external and none',
  sources: ['kserve pkg/constants AutoscalerAllowedClassList; kpa is a class of Knative, not of this annotation'],
  peers: ['KServe webhook, in a cluster'],
  on: ['InferenceService'],
  check(resource, context) {
    const annotations = resource.at('metadata', 'annotations');
    const node = entryOf(annotations, KEY)?.value;
    const value = stringOf(node);
    if (value === undefined || !isScalar(node) || (CLASSES as readonly string[]).includes(value)) return;
    const kpa = /kpa/i.test(value);
    const near = nearest(value, CLASSES) ?? (/hpa/i.test(value) ? 'hpa' : undefined);
    context.report({
      at: node,
      message: {
        what: `${value} is no autoscaler class of KServe`,
        why: kpa
          ? "Knative's own autoscaler is used in Knative mode without this annotation, and KServe refuses the value"
          : `KServe takes ${CLASSES.join(', ')} and refuses the object`,
        todo: kpa ? 'Remove the annotation' : near ? `Write ${near}` : 'Choose one of them, or remove the annotation',
      },
      fixes: [
        ...(near && !kpa && !node.alias ? [replaceFix(resource, node, near)] : []),
        ...(near && !kpa ? [] : removeKeyFix(resource, annotations, KEY, 'Remove the annotation', kpa)),
      ],
    });
  },
});
