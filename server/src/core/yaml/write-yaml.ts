/** New fields in the style of the map that takes them: block lines, flow, or JSON. */
import type { TextEdit } from '../text/edit';
import { addEntry, addFirstEntry, addItem, quoteIfNeeded, setBlockValue } from './edit-yaml';
import { entryOf, isMap, isNull, type MapNode, type SeqNode } from './node';

export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

/** Block lines of a value that stands behind `key:`; nested maps and lists of maps go to lines of their own, by two blanks. */
function blockValue(value: Plain, indent: string): string {
  if (typeof value === 'string') return ` ${quoteIfNeeded(value)}`;
  if (typeof value !== 'object') return ` ${value}`;
  if (isList(value)) {
    if (value.every((item) => typeof item !== 'object')) return ` ${flowValue(value)}`;
    return value.map((item) => `\n${indent}  - ${blockMap(item, `${indent}    `)}`).join('');
  }
  return `\n${indent}  ${blockMap(value, `${indent}  `)}`;
}

/** The lines of a map, the first one without indentation. */
function blockMap(value: Plain, indent: string): string {
  if (typeof value !== 'object' || isList(value)) return blockValue(value, indent).trimStart();
  return Object.entries(value)
    .map(([key, each]) => `${key}:${blockValue(each, indent)}`)
    .join(`\n${indent}`);
}

/** A value as JSON, which is a flow value too, with a blank behind commas and colons. */
function flowValue(value: Plain): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(flowValue).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}: ${flowValue(each)}`)
    .join(', ')}}`;
}

/** True for a map written as in JSON, where a bare key would be a fault. */
const isJson = (map: MapNode): boolean => map.flow && map.entries.every((entry) => entry.key.style === 'double');

/** Adds `key: value` behind the map's last entry. */
export function addField(text: string, map: MapNode, key: string, value: Plain): TextEdit {
  if (map.flow) return addEntry(text, map, `${isJson(map) ? JSON.stringify(key) : key}: ${flowValue(value)}`);
  return addEntry(text, map, `${key}:${blockValue(value, '')}`);
}

/** Adds an item behind the list's last one. */
export const addValue = (text: string, list: SeqNode, value: Plain): TextEdit =>
  addItem(text, list, list.flow ? flowValue(value) : blockMap(value, ''));

/**
 * Sets `path` (two keys or more) below a map where its parents may be missing or empty; `undefined` when something else stands in the way.
 */
export function setField(
  text: string,
  map: MapNode,
  path: readonly [string, string],
  value: Plain,
): TextEdit | undefined {
  const parent = entryOf(map, path[0]);
  if (!parent) return addField(text, map, path[0], { [path[1]]: value });
  if (isNull(parent.value) && !map.flow) return setBlockValue(text, parent, `${path[1]}:${blockValue(value, '')}`);
  if (!isMap(parent.value) || parent.value.alias || entryOf(parent.value, path[1])) return undefined;
  if (parent.value.entries.length === 0 && !map.flow) {
    return setBlockValue(text, parent, `${path[1]}:${blockValue(value, '')}`);
  }
  return addField(text, parent.value, path[1], value);
}

/** Adds `key: value` in front of the map's first entry. */
export function addFirstField(text: string, map: MapNode, key: string, value: Plain): TextEdit {
  if (map.flow) return addField(text, map, key, value);
  return addFirstEntry(text, map, `${key}:${blockValue(value, '')}`);
}
