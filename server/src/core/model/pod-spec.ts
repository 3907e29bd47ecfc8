/** Pod specs that an object holds. */

import { entryOf, isMap, itemsOf, type MapNode, type YamlNode } from '../yaml/node';
import { readComponents, STANDARD_PREDICTORS } from './inference-components';
import type { Resource } from './resource';
import { podMetadataPath } from './workload';

/** Of an InferenceService each component is one, its standard predictor being a container too. */
export function podSpecsOf(resource: Resource): readonly MapNode[] {
  if (resource.kind === 'InferenceService') return resource.read(readComponents).map(({ node }) => node);
  if (resource.kind === 'ServingRuntime' || resource.kind === 'ClusterServingRuntime')
    return [resource.at('spec')].filter(isMap);
  const path = [...podMetadataPath(resource.kind).slice(0, -1), 'spec'];
  return [resource.at(...path)].filter(isMap);
}

/** The containers that stay (no init containers), with a standard predictor's own. */
export const containersOf = (podSpec: MapNode): readonly YamlNode[] => [
  ...STANDARD_PREDICTORS.flatMap((key) => {
    const node = entryOf(podSpec, key)?.value;
    return isMap(node) ? [node] : [];
  }),
  ...itemsOf(entryOf(podSpec, 'containers')?.value),
];
