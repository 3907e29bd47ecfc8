/** What makes a Secret: itself, a cert-manager Certificate, or an ExternalSecret. */
import { stringOf } from '../yaml/node';
import type { KindId } from './kinds';
import type { Lookups } from './lookups';
import type { Resource } from './resource';
import { isPlacedUnknown } from './workload';

export const SECRET_KINDS = ['Secret', 'Certificate', 'ExternalSecret'] as const satisfies readonly KindId[];

/** Name of the Secret that the object is or makes; `undefined` when unknown. */
export function secretNameOf(resource: Resource): string | undefined {
  if (resource.kind === 'Certificate') return stringOf(resource.at('spec', 'secretName'));
  if (resource.kind === 'ExternalSecret') {
    const target = resource.at('spec', 'target', 'name');
    return target ? stringOf(target) : resource.name;
  }
  return resource.name;
}

/** Objects of the set that make a Secret of this name, wherever they are; `undefined` when some of them cannot be placed or named. */
export function makersOf(set: Lookups, name: string): readonly Resource[] | undefined {
  const makers: Resource[] = [];
  for (const kind of SECRET_KINDS) {
    for (const resource of set.all(kind)) {
      const its = secretNameOf(resource);
      if (its === undefined) return undefined;
      if (its !== name) continue;
      if (isPlacedUnknown(resource)) return undefined;
      makers.push(resource);
    }
  }
  return makers;
}
