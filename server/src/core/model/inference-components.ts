/** Components of an InferenceService as written, and what implements each (kserve pkg/apis/serving/v1beta1). */

import { type Entry, entryOf, isMap, isNull, isUnknown, itemsOf, type MapNode } from '../yaml/node';
import { briefReader } from './resource';

export const COMPONENT_NAMES = ['predictor', 'transformer', 'explainer'] as const;
export type ComponentName = (typeof COMPONENT_NAMES)[number];

/** Standard predictors: fields that name a framework, and `model`. */
export const STANDARD_PREDICTORS = [
  'model',
  'sklearn',
  'xgboost',
  'tensorflow',
  'pytorch',
  'triton',
  'onnx',
  'huggingface',
  'pmml',
  'lightgbm',
  'paddle',
] as const;

export interface InferenceComponent {
  readonly name: ComponentName;
  readonly entry: Entry;
  readonly node: MapNode;
  /** Entries that say what runs: a framework, or `containers`. */
  readonly implementations: readonly Entry[];
}

const IMPLEMENTATIONS: Readonly<Record<ComponentName, readonly string[]>> = {
  predictor: STANDARD_PREDICTORS,
  transformer: [],
  explainer: ['art'],
};

/** Components that are maps, in the order of KServe. */
export const readComponents = briefReader((resource): readonly InferenceComponent[] => {
  const spec = resource.at('spec');
  return COMPONENT_NAMES.flatMap((name) => {
    const entry = entryOf(spec, name);
    const node = entry?.value;
    if (!entry || !isMap(node)) return [];
    const implementations = [...IMPLEMENTATIONS[name], 'containers'].flatMap((key) => {
      const each = entryOf(node, key);
      const empty = each && key === 'containers' && itemsOf(each.value).length === 0 && !isUnknown(each.value);
      return each && !isNull(each.value) && !empty ? [each] : [];
    });
    return [{ name, entry, node, implementations }];
  });
});
