/** Tables that are asked for names out of files. */

/** `table[key]`, were it not that `constructor` and the like are found in every object. */
export const ownValue = <T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
