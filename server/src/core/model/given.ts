/** Whether a field holds something, as Istio's Go code asks: an absent, null or empty value is none. */
import { entryOf, isMap, isNull, isScalar, isSeq, isUnknown, type YamlNode } from '../yaml/node';

export type Given = 'yes' | 'no' | 'unknown';

export function given(node: YamlNode | undefined): Given {
  if (!node || isNull(node)) return 'no';
  if (isScalar(node)) return node.unknown ? 'unknown' : node.value === '' ? 'no' : 'yes';
  if (isSeq(node) && node.items.length > 0) return 'yes';
  if (isMap(node) && node.entries.length > 0) return 'yes';
  return isUnknown(node) ? 'unknown' : 'no';
}

/** The same of a map's key; absence in a map that a template may add to is unknown. */
export function givenIn(map: YamlNode | undefined, key: string): Given {
  const entry = entryOf(map, key);
  if (!entry && isUnknown(map)) return 'unknown';
  return given(entry?.value);
}

/** Keys of a map that certainly hold something, in the order asked for. */
export const givenKeys = (map: YamlNode | undefined, keys: readonly string[]): string[] =>
  keys.filter((key) => givenIn(map, key) === 'yes');

/** True when none of the keys holds anything, and none can. */
export const noneGiven = (map: YamlNode | undefined, keys: readonly string[]): boolean =>
  keys.every((key) => givenIn(map, key) === 'no');
