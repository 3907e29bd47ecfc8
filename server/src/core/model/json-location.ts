/** Where an offset stands in JSON that may be half typed. */
import { findNodeAtLocation, getLocation, parseTree } from 'jsonc-parser';
import type { Span } from '../text/span';

export interface JsonLocation {
  /** Path of the object whose key is at the offset, or of the value there. */
  readonly path: readonly (string | number)[];
  readonly onKey: boolean;
  /** The key or word around the offset, quotes included. */
  readonly word: Span;
  readonly hasColon: boolean;
  readonly siblings: ReadonlySet<string>;
}

/** @param offset in the JSON text */
export function jsonLocation(text: string, offset: number): JsonLocation {
  const location = getLocation(text, offset);
  const previous = location.previousNode;
  const inWord = previous !== undefined && previous.offset <= offset && offset <= previous.offset + previous.length;
  const word = inWord
    ? { start: previous.offset, end: previous.offset + previous.length }
    : { start: wordStart(text, offset), end: offset };
  const path = location.isAtPropertyKey ? location.path.slice(0, -1) : location.path;
  const root = parseTree(text);
  const object = root && findNodeAtLocation(root, [...path]);
  const siblings = new Set(
    (object?.type === 'object' ? (object.children ?? []) : []).flatMap((property) => {
      const key = property.children?.[0];
      return key && !(key.offset <= offset && offset <= key.offset + key.length) ? [String(key.value)] : [];
    }),
  );
  return { path, onKey: location.isAtPropertyKey, word, hasColon: /^\s*:/.test(text.slice(word.end)), siblings };
}

function wordStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && /[\w"]/.test(text[start - 1]!)) start--;
  return start;
}
