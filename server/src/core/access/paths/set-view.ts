/** A manifest set as the path evaluator looks at it. Lookups are recorded: an edit that touches none of them changes nothing. */
import type { KindId } from '../../model/kinds';
import type { Resource } from '../../model/resource';
import type { Platform } from '../../platform/platform';
import { type Bucket, type BucketKey, bucketKey } from '../../workspace/index';
import type { ManifestSet } from '../../workspace/manifest-set';
import type { MeshFacts } from '../question';
import { type MeshSettings, meshSettings, sameMeshSettings } from './mesh-settings';

/** Lookups with what was found. Parts are shared between all who used the same fact. */
export interface Reads {
  readonly own: ReadonlyMap<BucketKey, Bucket>;
  readonly parts: ReadonlySet<Reads>;
  /** Works a fact out again where other objects were found: whether it comes out the same. */
  readonly still?: (view: SetView) => boolean;
}

export type SharedFacts = Map<string, { readonly value: unknown; readonly reads: Reads }>;

export class SetView {
  /** As the settings have it, whatever files say. */
  readonly settings: Platform;
  readonly #set: ManifestSet;
  readonly #own = new Map<BucketKey, Bucket>();
  readonly #parts = new Set<Reads>();
  readonly #shared: SharedFacts;
  readonly reads: Reads = { own: this.#own, parts: this.#parts };

  /** @param shared facts that several views of the same set compute once. */
  constructor(set: ManifestSet, settings: Platform, shared: SharedFacts = new Map()) {
    this.#set = set;
    this.settings = settings;
    this.#shared = shared;
  }

  /** The settings, with what the set's own mesh configuration says. */
  get platform(): Platform {
    return this.#facts().platform;
  }

  get mesh(): MeshFacts {
    return this.#facts().mesh;
  }

  #known: MeshSettings | undefined;

  #facts(): MeshSettings {
    this.#known ??= this.once('mesh settings', meshSettings, sameMeshSettings);
    return this.#known;
  }

  /**
   * A fact about the set that does not depend on who asks: computed once, its lookups count for everyone who uses it.
   * @param same tells when a fact that rests on other objects than before still says the same, so that nothing else need be done anew.
   */
  once<T>(key: string, compute: (view: SetView) => T, same?: (before: T, now: T) => boolean): T {
    let fact = this.#shared.get(key);
    if (!fact) {
      const view = new SetView(this.#set, this.settings, this.#shared);
      const value = compute(view);
      const still = same && ((now: SetView) => same(value, now.once(key, compute)));
      fact = { value, reads: { ...view.reads, still } };
      this.#shared.set(key, fact);
    }
    this.#parts.add(fact.reads);
    return fact.value as T;
  }

  all(kind: KindId): readonly Resource[] {
    return this.#look(bucketKey(kind));
  }

  inNamespace(kind: KindId, namespace: string): readonly Resource[] {
    return this.#look(bucketKey(kind, namespace));
  }

  find(kind: KindId, namespace: string, name: string): Resource | undefined {
    return this.inNamespace(kind, namespace).find((resource) => resource.name === name);
  }

  #look(key: BucketKey): readonly Resource[] {
    const found = this.#set.index.bucket(key);
    this.#own.set(key, found);
    return found;
  }
}

/**
 * Tells whether every bucket that was read is the same in a set.
 * @param view of that set
 * @returns a test that remembers shared parts.
 */
export function sameReadsIn(set: ManifestSet, view: SetView): (reads: Reads) => boolean {
  const known = new Map<Reads, boolean>();
  const found = (reads: Reads): boolean => {
    for (const [key, bucket] of reads.own) if (set.index.bucket(key) !== bucket) return false;
    for (const part of reads.parts) if (!same(part)) return false;
    return true;
  };
  const same = (reads: Reads): boolean => {
    let result = known.get(reads);
    if (result === undefined) {
      result = found(reads) || reads.still?.(view) === true;
      known.set(reads, result);
    }
    return result;
  };
  return same;
}

export const sameItems = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i]);
