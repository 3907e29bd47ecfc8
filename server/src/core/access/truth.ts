/** Three-valued logic (Kleene): `undefined` is "cannot be known from the files", and stays so unless the other parts decide. */
export type Truth = boolean | undefined;

export function every<T>(items: Iterable<T>, test: (item: T) => Truth): Truth {
  let result: Truth = true;
  for (const item of items) {
    const truth = test(item);
    if (truth === false) return false;
    if (truth === undefined) result = undefined;
  }
  return result;
}

export function some<T>(items: Iterable<T>, test: (item: T) => Truth): Truth {
  let result: Truth = false;
  for (const item of items) {
    const truth = test(item);
    if (truth === true) return true;
    if (truth === undefined) result = undefined;
  }
  return result;
}

export const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);
