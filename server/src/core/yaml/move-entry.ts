/** Moves an entry from one map of strings (labels, annotations) to its neighbour below the same parent. */
import type { TextEdit } from '../text/edit';
import { removeEntry } from './edit-yaml';
import { type Entry, entryOf, isMap, type MapNode } from './node';
import { setField } from './write-yaml';

/**
 * @param from key of the map that holds `entry`, below `holder`
 * @returns no edits where one of the two places cannot be written
 */
export function moveEntry(
  text: string,
  holder: MapNode,
  from: string,
  entry: Entry,
  to: string,
  key: string,
  value: string,
): TextEdit[] {
  const removed = removeWithEmptyParent(text, holder, from, entry);
  const added = setField(text, holder, [to, key], value);
  if (!removed || !added) return [];
  const inside = added.span.start > removed.span.start && added.span.end < removed.span.end;
  return inside ? [{ span: removed.span, newText: added.newText }] : [removed, added];
}

/** A map that would be left empty goes as a whole; `undefined` when its parent would be left empty then. */
export function removeWithEmptyParent(text: string, holder: MapNode, from: string, entry: Entry): TextEdit | undefined {
  const parent = entryOf(holder, from);
  if (!parent || !isMap(parent.value) || parent.value.alias || holder.alias || entry.merged) return undefined;
  if (parent.value.entries.length > 1) return removeEntry(text, parent.value, entry);
  return holder.entries.length > 1 ? removeEntry(text, holder, parent) : undefined;
}
