/** Objects of one kind that are for the same pods, where Istio takes one of them. */
import { readAnySelector, sameLabels } from './any-selector';
import type { Lookups } from './lookups';
import { podGroupsIn, selectsPods } from './pods';
import type { Resource } from './resource';
import { together } from './together';
import { isBroken, isPlacedUnknown } from './workload';

export interface Rival {
  readonly other: Resource;
  /** Object whose pods both select; `undefined` where labels alone tell, or both are for the whole namespace. */
  readonly pods: Resource | undefined;
  /** Both are for the whole namespace. */
  readonly wide: boolean;
  /** False where the files may be there to choose from. */
  readonly sure: boolean;
}

/** An object earlier in the files that is for the same pods; by reading `targetRefs` or the like, `skip` leaves some out. */
export function rivalOf(set: Lookups, resource: Resource, skip: (each: Resource) => boolean): Rival | undefined {
  const counts = (each: Resource) =>
    each.name !== undefined &&
    !isPlacedUnknown(each) &&
    !isBroken(each) &&
    !skip(each) &&
    !readAnySelector(each).unknown;
  if (!counts(resource)) return undefined;
  const namespace = set.namespaceOf(resource);
  const mine = readAnySelector(resource);
  const wide = mine.labels.size === 0;
  for (const other of set.inNamespace(resource.kind, namespace)) {
    if (other === resource) return undefined;
    // The same name twice replaces the object: another fault.
    if (!counts(other) || other.name === resource.name) continue;
    const meeting = together(resource, other);
    if (meeting === 'no') continue;
    const sure = meeting === 'sure';
    const theirs = readAnySelector(other);
    if ((theirs.labels.size === 0) !== wide) continue;
    if (wide) return { other, pods: undefined, wide, sure };
    const shared = podGroupsIn(set, namespace).find(
      (pods) => selectsPods(mine, pods) === true && selectsPods(theirs, pods) === true,
    );
    if (shared || sameLabels(mine, theirs)) return { other, pods: shared?.resource, wide, sure };
  }
  return undefined;
}
