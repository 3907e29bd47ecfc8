/** Results of pure functions of two objects, kept as long as both are: an object that nothing changed stays the same object. */
export class Memo {
  readonly #results = new WeakMap<object, WeakMap<object, unknown>>();

  of<T>(a: object, b: object, make: () => T): T {
    const second = this.#results.get(a) ?? new WeakMap<object, unknown>();
    if (!this.#results.has(a)) this.#results.set(a, second);
    if (!second.has(b)) second.set(b, make());
    return second.get(b) as T;
  }
}
