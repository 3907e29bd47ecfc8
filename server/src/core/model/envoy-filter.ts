/** Patches of an EnvoyFilter (istio-api networking/v1alpha3 EnvoyFilter). */
import { at, entryOf, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import type { Resource } from './resource';

export interface EnvoyPatch {
  readonly node: YamlNode;
  readonly applyTo: string | undefined;
  readonly operation: string | undefined;
  readonly operationNode: YamlNode | undefined;
  /** Name of the filter that the patch stands beside, replaces or removes. */
  readonly reference: string | undefined;
  /** Name of what it brings. */
  readonly brings: string | undefined;
}

export const envoyPatches = (resource: Resource): readonly EnvoyPatch[] => resource.read(readPatches);

const readPatches = (resource: Resource): readonly EnvoyPatch[] =>
  itemsOf(resource.at('spec', 'configPatches')).map((node) => {
    const operationNode = at(node, 'patch', 'operation');
    const filter = at(node, 'match', 'listener', 'filterChain', 'filter');
    return {
      node,
      applyTo: stringOf(entryOf(node, 'applyTo')?.value),
      operation: stringOf(operationNode),
      operationNode,
      reference: stringOf(at(filter, 'subFilter', 'name')) ?? stringOf(at(filter, 'name')),
      brings: stringOf(at(node, 'patch', 'value', 'name')),
    };
  });
