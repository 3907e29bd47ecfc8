/**
 * An immutable map whose copies are cheap: updates lie on top of a shared base until they are many. A keystroke in a workspace of any size
 * then copies a handful of entries.
 */
export class LayeredMap<K, V> implements ReadonlyMap<K, V> {
  readonly #base: ReadonlyMap<K, V>;
  /** `undefined`: taken out of the base. */
  readonly #top: ReadonlyMap<K, V | undefined>;
  readonly size: number;

  /** @param base not to be changed from now on */
  constructor(base: ReadonlyMap<K, V>, top: ReadonlyMap<K, V | undefined> = new Map()) {
    this.#base = base;
    this.#top = top;
    let size = base.size;
    for (const [key, value] of top) size += Number(value !== undefined) - Number(base.has(key));
    this.size = size;
  }

  /** The map with values set, or (`undefined`) removed. */
  with(updates: ReadonlyMap<K, V | undefined>): LayeredMap<K, V> {
    if (updates.size === 0) return this;
    const top = new Map(this.#top);
    for (const [key, value] of updates) {
      if (value === undefined && !this.#base.has(key)) top.delete(key);
      else top.set(key, value);
    }
    // The square of the copied part stays below the whole, so many single updates cost little in all.
    if (top.size * top.size <= this.#base.size) return new LayeredMap(this.#base, top);
    const whole = new Map(this.#base);
    for (const [key, value] of top) {
      if (value === undefined) whole.delete(key);
      else whole.set(key, value);
    }
    return new LayeredMap(whole);
  }

  get(key: K): V | undefined {
    return this.#top.has(key) ? this.#top.get(key) : this.#base.get(key);
  }

  has(key: K): boolean {
    return this.#top.has(key) ? this.#top.get(key) !== undefined : this.#base.has(key);
  }

  *entries(): MapIterator<[K, V]> {
    for (const [key, value] of this.#base) {
      const now = this.#top.has(key) ? this.#top.get(key) : value;
      if (now !== undefined) yield [key, now];
    }
    for (const [key, value] of this.#top) if (value !== undefined && !this.#base.has(key)) yield [key, value];
  }

  *keys(): MapIterator<K> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  forEach(visit: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}
