/**
 * Objects by kind and namespace. An immutable index: a change makes a new one that shares every untouched bucket, so a bucket's identity
 * tells whether anything in it changed.
 */
import { type KindId, kindById } from '../model/kinds';
import type { Resource } from '../model/resource';
import { LayeredMap } from './layered-map';

export type Bucket = readonly Resource[];
/** `Kind` for all objects of the kind, `Kind namespace` for one namespace's, `Kind name` for cluster-scoped ones. */
export type BucketKey = string;

const NONE: Bucket = [];
/** Buckets up to which each is filled by itself. */
const FEW = 8;

interface Touched {
  readonly kind: KindId;
  /** `undefined`: all of the kind. */
  readonly place: string | undefined;
  /** What the replaced bundles have in it. */
  readonly mine: Resource[];
}

export const bucketKey = (kind: KindId, namespace?: string): BucketKey =>
  namespace === undefined ? kind : `${kind} ${namespace}`;

/** The namespace an object counts in: as written, else the set's default. */
export type NamespaceOf = (resource: Resource) => string;

export class ResourceIndex {
  readonly #buckets: LayeredMap<BucketKey, Bucket>;
  readonly #namespaceOf: NamespaceOf;

  constructor(namespaceOf: NamespaceOf, buckets: LayeredMap<BucketKey, Bucket> = new LayeredMap(new Map())) {
    this.#namespaceOf = namespaceOf;
    this.#buckets = buckets;
  }

  bucket(key: BucketKey): Bucket {
    return this.#buckets.get(key) ?? NONE;
  }

  keysOf(resource: Resource): readonly [BucketKey, BucketKey] {
    return [bucketKey(resource.kind), bucketKey(resource.kind, this.#placeOf(resource))];
  }

  #placeOf(resource: Resource): string {
    return kindById(resource.kind).clusterScoped ? (resource.name ?? '') : this.#namespaceOf(resource);
  }

  /** Index over bundles in order of their URIs. */
  static of(bundles: Iterable<{ readonly resources: Bucket }>, namespaceOf: NamespaceOf): ResourceIndex {
    const buckets = new Map<BucketKey, Resource[]>();
    const index = new ResourceIndex(namespaceOf, new LayeredMap<BucketKey, Bucket>(buckets));
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
   * @returns the new index and what is different in it.
   */
  replace(bundles: readonly ReplacedBundle[]): { index: ResourceIndex; change: IndexChange } {
    const touched = new Map<BucketKey, Touched>();
    const uris = new Set(bundles.map((bundle) => bundle.uri));
    const added: Resource[] = [];
    const removed: Resource[] = [];
    for (const bundle of bundles) {
      const { before, after } = differing(bundle.before, bundle.after);
      const moved = !sameOrder(before, after);
      const kept = new Set(after);
      const old = new Set(before);
      for (const resource of before) {
        if (!kept.has(resource)) removed.push(resource);
        if (moved || !kept.has(resource)) this.#touch(resource, touched);
      }
      for (const resource of after) {
        if (!old.has(resource)) added.push(resource);
        if (moved || !old.has(resource)) this.#touch(resource, touched);
      }
    }
    if (touched.size === 0) return { index: this, change: { changed: new Set(), added, removed } };
    for (const { after } of [...bundles].sort((a, b) => (a.uri < b.uri ? -1 : 1))) this.#gather(after, touched);
    const [only] = bundles;
    const updates = new Map<BucketKey, Bucket | undefined>();
    for (const [key, { mine }] of touched) {
      const old = this.bucket(key);
      const bucket =
        bundles.length === 1
          ? spliceByUri(old, only!.uri, mine)
          : mergeByUri(
              old.filter((resource) => !uris.has(resource.bundle)),
              mine,
            );
      updates.set(key, bucket.length > 0 ? bucket : undefined);
    }
    const index = new ResourceIndex(this.#namespaceOf, this.#buckets.with(updates));
    return { index, change: { changed: new Set(touched.keys()), added, removed } };
  }

  #touch(resource: Resource, touched: Map<BucketKey, Touched>): void {
    const [all, one] = this.keysOf(resource);
    const { kind } = resource;
    if (!touched.has(all)) touched.set(all, { kind, place: undefined, mine: [] });
    if (!touched.has(one)) touched.set(one, { kind, place: this.#placeOf(resource), mine: [] });
  }

  /** A bundle may hold thousands of objects of which few are in touched buckets: those are told without a key made for each object. */
  #gather(resources: Bucket, touched: ReadonlyMap<BucketKey, Touched>): void {
    if (touched.size > FEW) {
      for (const resource of resources) for (const key of this.keysOf(resource)) touched.get(key)?.mine.push(resource);
      return;
    }
    for (const { kind, place, mine } of touched.values()) {
      for (const resource of resources) {
        if (resource.kind === kind && (place === undefined || this.#placeOf(resource) === place)) mine.push(resource);
      }
    }
  }
}

/** What an index has that the one before had not. */
export interface IndexChange {
  /** Buckets that are others than before. */
  readonly changed: ReadonlySet<BucketKey>;
  readonly added: Bucket;
  readonly removed: Bucket;
}

export interface ReplacedBundle {
  readonly uri: string;
  readonly before: Bucket;
  readonly after: Bucket;
}

/** Both lists without what they begin and end with alike. */
export function differing<T>(before: readonly T[], after: readonly T[]): { before: readonly T[]; after: readonly T[] } {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { before: before.slice(head, before.length - tail), after: after.slice(head, after.length - tail) };
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

/** The bucket with one bundle's objects replaced: found by halving, copied in blocks. */
function spliceByUri(bucket: Bucket, uri: string, mine: Bucket): Bucket {
  let low = 0;
  let high = bucket.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bucket[middle]!.bundle < uri) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (bucket[end]?.bundle === uri) end++;
  return [...bucket.slice(0, low), ...mine, ...bucket.slice(end)];
}
