/** A manifest set as the path evaluator looks at it. Lookups are recorded: an edit that touches none of them changes nothing. */
import type { KindId } from '../../model/kinds';
import type { Resource } from '../../model/resource';
import type { Platform } from '../../platform/platform';
import { type Bucket, type BucketKey, bucketKey } from '../../workspace/index';
import type { ManifestSet } from '../../workspace/manifest-set';

export type SharedFacts = Map<string, { readonly value: unknown; readonly reads: ReadonlyMap<BucketKey, Bucket> }>;

export class SetView {
  readonly platform: Platform;
  readonly #set: ManifestSet;
  readonly #reads = new Map<BucketKey, Bucket>();
  readonly #shared: SharedFacts;

  /** @param shared facts that several views of the same set compute once. */
  constructor(set: ManifestSet, platform: Platform, shared: SharedFacts = new Map()) {
    this.#set = set;
    this.platform = platform;
    this.#shared = shared;
  }

  /** A fact about the set that does not depend on who asks: computed once, its lookups count for everyone who uses it. */
  once<T>(key: string, compute: (view: SetView) => T): T {
    let fact = this.#shared.get(key);
    if (!fact) {
      const view = new SetView(this.#set, this.platform, this.#shared);
      fact = { value: compute(view), reads: view.reads };
      this.#shared.set(key, fact);
    }
    for (const [read, bucket] of fact.reads) this.#reads.set(read, bucket);
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

  /** What was looked at so far, with what was found. */
  get reads(): ReadonlyMap<BucketKey, Bucket> {
    return this.#reads;
  }

  #look(key: BucketKey): readonly Resource[] {
    const found = this.#set.index.bucket(key);
    this.#reads.set(key, found);
    return found;
  }
}

/** True when every bucket that was read is the same in the set of now. */
export function sameReads(reads: ReadonlyMap<BucketKey, Bucket>, set: ManifestSet): boolean {
  for (const [key, bucket] of reads) if (set.index.bucket(key) !== bucket) return false;
  return true;
}
