/**
 * Objects by kind and namespace. An immutable index: a change makes a new one that shares every untouched bucket, so a bucket's identity
 * tells whether anything in it changed.
 */
import { type KindId, kindById } from '../model/kinds';
import type { Resource } from '../model/resource';

export type Bucket = readonly Resource[];
/** `Kind` for all objects of the kind, `Kind namespace` for one namespace's, `Kind name` for cluster-scoped ones. */
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
    const place = kindById(resource.kind).clusterScoped ? (resource.name ?? '') : this.#namespaceOf(resource);
    return [bucketKey(resource.kind), bucketKey(resource.kind, place)];
  }

  /** Index over bundles in order of their URIs. */
  static of(bundles: Iterable<{ readonly resources: Bucket }>, namespaceOf: NamespaceOf): ResourceIndex {
    const buckets = new Map<BucketKey, Resource[]>();
    const index = new ResourceIndex(namespaceOf, buckets);
    for (const bundle of bundles) {
      for (const resource of bundle.resources) {
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
   * The index after some bundles' objects changed. Order stays that of URIs and of places in the bundle, whatever the history of edits.
   * @returns the new index and the keys of the buckets that changed.
   */
  replace(bundles: readonly ReplacedBundle[]): { index: ResourceIndex; changed: ReadonlySet<BucketKey> } {
    const touched = new Map<BucketKey, Resource[]>();
    const uris = new Set(bundles.map((bundle) => bundle.uri));
    for (const { before, after } of bundles) {
      const moved = !sameOrder(before, after);
      const kept = new Set(after);
      const old = new Set(before);
      for (const resource of before) if (moved || !kept.has(resource)) this.#touch(resource, touched);
      for (const resource of after) if (moved || !old.has(resource)) this.#touch(resource, touched);
    }
    if (touched.size === 0) return { index: this, changed: new Set() };
    for (const { after } of [...bundles].sort((a, b) => (a.uri < b.uri ? -1 : 1))) {
      for (const resource of after) for (const key of this.keysOf(resource)) touched.get(key)?.push(resource);
    }
    const buckets = new Map(this.#buckets);
    for (const [key, mine] of touched) {
      const others = this.bucket(key).filter((resource) => !uris.has(resource.bundle));
      const bucket = mergeByUri(others, mine);
      if (bucket.length > 0) buckets.set(key, bucket);
      else buckets.delete(key);
    }
    return { index: new ResourceIndex(this.#namespaceOf, buckets), changed: new Set(touched.keys()) };
  }

  #touch(resource: Resource, touched: Map<BucketKey, Resource[]>): void {
    for (const key of this.keysOf(resource)) if (!touched.has(key)) touched.set(key, []);
  }
}

export interface ReplacedBundle {
  readonly uri: string;
  readonly before: Bucket;
  readonly after: Bucket;
}

/** True when the objects in both lists stand in the same order. */
function sameOrder(before: Bucket, after: Bucket): boolean {
  const place = new Map(after.map((resource, index) => [resource, index]));
  let last = -1;
  for (const resource of before) {
    const index = place.get(resource);
    if (index === undefined) continue;
    if (index < last) return false;
    last = index;
  }
  return true;
}

/** Both lists are in order of URIs and share none. */
function mergeByUri(a: Bucket, b: Bucket): Resource[] {
  const merged: Resource[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (j >= b.length || (i < a.length && a[i]!.bundle < b[j]!.bundle)) merged.push(a[i++]!);
    else merged.push(b[j++]!);
  }
  return merged;
}
