/**
 * Objects by kind and namespace. An immutable index: a change makes a new one that shares every untouched bucket, so a bucket's identity
 * tells whether anything in it changed.
 */
import type { KindId } from '../model/kinds';
import type { Resource } from '../model/resource';

export type Bucket = readonly Resource[];
/** `Kind` for all objects of the kind, `Kind namespace` for one namespace's. */
export type BucketKey = string;

const NONE: Bucket = [];

export const bucketKey = (kind: KindId, namespace?: string): BucketKey =>
  namespace === undefined ? kind : `${kind} ${namespace}`;

/** The namespace an object counts in: as written, else the set's default. */
export type NamespaceOf = (resource: Resource) => string;

export class ResourceIndex {
  readonly #buckets: ReadonlyMap<BucketKey, Bucket>;
  readonly #namespaceOf: NamespaceOf;

  constructor(namespaceOf: NamespaceOf, buckets: ReadonlyMap<BucketKey, Bucket> = new Map()) {
    this.#namespaceOf = namespaceOf;
    this.#buckets = buckets;
  }

  bucket(key: BucketKey): Bucket {
    return this.#buckets.get(key) ?? NONE;
  }

  keysOf(resource: Resource): readonly BucketKey[] {
    return [bucketKey(resource.kind), bucketKey(resource.kind, this.#namespaceOf(resource))];
  }

  /** Index over files in order of their URIs. */
  static of(files: Iterable<{ readonly resources: Bucket }>, namespaceOf: NamespaceOf): ResourceIndex {
    const buckets = new Map<BucketKey, Resource[]>();
    const index = new ResourceIndex(namespaceOf, buckets);
    for (const file of files) {
      for (const resource of file.resources) {
        for (const key of index.keysOf(resource)) {
          const bucket = buckets.get(key);
          if (bucket) bucket.push(resource);
          else buckets.set(key, [resource]);
        }
      }
    }
    return index;
  }

  /**
   * The index after one file's objects changed from `before` to `after`. Order stays that of URIs and of places in the file, whatever
   * the history of edits.
   * @returns the new index and the keys of the buckets that changed.
   */
  replace(uri: string, before: Bucket, after: Bucket): { index: ResourceIndex; changed: ReadonlySet<BucketKey> } {
    const kept = new Set(after);
    const old = new Set(before);
    const sameOrder = before.filter((resource) => kept.has(resource)).every((resource, i, all) => {
      const previous = all[i - 1];
      return !previous || after.indexOf(previous) < after.indexOf(resource);
    });
    const touched = new Set<BucketKey>();
    for (const resource of before) if (!sameOrder || !kept.has(resource)) for (const key of this.keysOf(resource)) touched.add(key);
    for (const resource of after) if (!sameOrder || !old.has(resource)) for (const key of this.keysOf(resource)) touched.add(key);
    if (touched.size === 0) return { index: this, changed: touched };
    const buckets = new Map(this.#buckets);
    for (const key of touched) {
      const bucket = this.bucket(key).filter((resource) => resource.uri !== uri);
      const mine = after.filter((resource) => this.keysOf(resource).includes(key));
      let at = bucket.findIndex((resource) => resource.uri > uri);
      if (at < 0) at = bucket.length;
      bucket.splice(at, 0, ...mine);
      if (bucket.length > 0) buckets.set(key, bucket);
      else buckets.delete(key);
    }
    return { index: new ResourceIndex(this.#namespaceOf, buckets), changed: touched };
  }
}
