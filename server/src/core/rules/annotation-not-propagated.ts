import { readComponents } from '../model/inference-components';
import { isBroken } from '../model/workload';
import type { TextEdit } from '../text/edit';
import { removeEntry } from '../yaml/edit-yaml';
import { type Entry, entryOf, isMap, isScalar, isUnknown, type MapNode, type YamlNode } from '../yaml/node';
import { addFirstField } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

/** Annotations that KServe drops, with the field that it writes them from. */
const FIELDS: ReadonlyMap<string, 'minReplicas' | 'maxReplicas'> = new Map([
  ['autoscaling.knative.dev/min-scale', 'minReplicas'],
  ['autoscaling.knative.dev/minScale', 'minReplicas'],
  ['autoscaling.knative.dev/max-scale', 'maxReplicas'],
  ['autoscaling.knative.dev/maxScale', 'maxReplicas'],
]);

export default defineRule({
  id: 'annotation-not-propagated',
  severity: 'warning',
  summary: 'an InferenceService sets the scale by an annotation that KServe overwrites or drops',
  sources: [
    'kserve pkg/constants ServiceAnnotationDisallowedList: min-scale and max-scale are not passed on; KServe writes them from minReplicas and maxReplicas',
  ],
  peers: [],
  on: ['InferenceService'],
  check(resource, context) {
    const annotations = resource.at('metadata', 'annotations');
    if (!isMap(annotations) || isBroken(resource)) return;
    const predictor = resource.read(readComponents).find(({ name }) => name === 'predictor')?.node;
    for (const entry of annotations.entries) {
      const field = FIELDS.get(entry.key.text);
      if (!field) continue;
      const number = isScalar(entry.value) && !entry.value.unknown ? wholeNumber(entry.value.text) : undefined;
      context.report({
        at: entry.key,
        message: {
          what: `${entry.key.text} has no effect here`,
          why: `KServe does not pass it on: it sets the scale of the Knative Service from ${field}`,
          todo: `Set spec.predictor.${field}`,
        },
        fixes:
          number !== undefined && predictor && canTake(predictor, field) && !entry.merged && !annotations.alias
            ? [
                fixIn(
                  resource,
                  `Set spec.predictor.${field} to ${number}`,
                  () =>
                    convert(
                      resource.document.text,
                      resource.at('metadata'),
                      annotations,
                      entry,
                      predictor,
                      field,
                      number,
                    ),
                  false,
                ),
              ]
            : [],
      });
    }
  },
});

const wholeNumber = (text: string): number | undefined => (/^\d{1,6}$/.test(text) ? Number(text) : undefined);

const canTake = (predictor: MapNode, field: string): boolean =>
  !isUnknown(predictor) && !predictor.alias && predictor.entries.length > 0 && !entryOf(predictor, field);

function convert(
  text: string,
  metadata: YamlNode | undefined,
  annotations: MapNode,
  entry: Entry,
  predictor: MapNode,
  field: string,
  number: number,
): TextEdit[] {
  const holder = entryOf(metadata, 'annotations');
  const removed =
    annotations.entries.length > 1 || !isMap(metadata) || !holder
      ? removeEntry(text, annotations, entry)
      : removeEntry(text, metadata, holder);
  return [removed, addFirstField(text, predictor, field, number)];
}
