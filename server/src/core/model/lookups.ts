import type { Platform } from '../platform/platform';
import type { KindId } from './kinds';
import type { Resource } from './resource';

/** Finds other objects of the manifest set. */
export interface Lookups {
  readonly platform: Platform;
  /** Objects of a kind in a namespace, in order of files. A cluster-scoped kind is asked for by name in the namespace's place. */
  inNamespace(kind: KindId, namespace: string): readonly Resource[];
  /** Objects of a kind in the whole manifest set. */
  all(kind: KindId): readonly Resource[];
  find(kind: KindId, namespace: string, name: string): Resource | undefined;
  /** A cluster-scoped object by name. */
  cluster(kind: KindId, name: string): Resource | undefined;
  /** Namespace that the object lands in: as written, else the set's default, else `default`. */
  namespaceOf(resource: Resource): string;
  /**
   * What `compute` makes of the set, computed once for all objects and again only when something that it looked at changed. Where an array
   * comes out with the same items again, nothing that used it is re-run. `compute` must be one function of a module, since it is the key.
   */
  derive<T>(compute: (lookups: Lookups) => T): T;
  /** The same for each namespace, or whatever else `place` names. */
  deriveFor<T>(place: string, compute: (lookups: Lookups, place: string) => T): T;
}
