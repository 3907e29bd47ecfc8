import type { Resource } from '../model/resource';
import type { TextEdit } from '../text/edit';
import { quoteIfNeeded, removeEntry, removeItem, replaceScalar } from '../yaml/edit-yaml';
import { isMap, isSeq, type ScalarNode, type YamlNode } from '../yaml/node';
import type { Fix } from './define';

/** A fix of one object's own document. `edits` is called when the fix is asked for. */
export const fixIn = (
  resource: Resource,
  title: string,
  edits: () => TextEdit | readonly TextEdit[],
  safe = true,
): Fix => ({
  title,
  safe,
  edits: () => [edits()].flat().map((edit) => ({ document: resource.document, ...edit })),
});

/** Puts another value into a scalar's place, in its own quotes. */
export const replaceFix = (resource: Resource, node: ScalarNode, value: string, safe = true): Fix =>
  fixIn(resource, `Replace by ${quoteIfNeeded(value)}`, () => replaceScalar(node, value), safe);

/** Takes an item out of its list; no fix for the only item, which would leave an empty list. */
export const removeItemFix = (
  resource: Resource,
  list: YamlNode,
  item: YamlNode,
  title: string,
  safe = false,
): Fix[] =>
  isSeq(list) && list.items.length > 1 && !list.alias
    ? [fixIn(resource, title, () => removeItem(resource.document.text, list, item), safe)]
    : [];

/** Takes a key with its value out of its map. */
export function removeKeyFix(
  resource: Resource,
  map: YamlNode | undefined,
  key: string,
  title: string,
  safe = false,
): Fix[] {
  if (!isMap(map) || map.alias) return [];
  const entry = map.entries.find((each) => each.key.text === key && !each.merged);
  return entry ? [fixIn(resource, title, () => removeEntry(resource.document.text, map, entry), safe)] : [];
}
