/** Edits that cure schema problems, keeping comments and indentation. */
import type { TextEdit } from '../text/edit';
import type { Span } from '../text/span';
import {
  addEntry,
  columnOf,
  lineBreak,
  quoteScalar,
  removeEntry,
  replaceScalar,
  setBlockValue,
} from '../yaml/edit-yaml';
import {
  type Entry,
  entryOf,
  isMap,
  isNull,
  type MapNode,
  type ScalarNode,
  type SeqNode,
  type YamlNode,
} from '../yaml/node';
import type { SchemaFix } from './problem';
import type { SchemaNode } from './store';

export const quoteFix = (node: ScalarNode): SchemaFix => ({
  title: `Quote it: ${JSON.stringify(node.text)}`,
  safe: true,
  edits: () => [quoteScalar(node)],
});

/** Writes a scalar without its quotes. */
export const plainFix = (node: ScalarNode, text: string): SchemaFix => ({
  title: `Write ${text} without quotes`,
  safe: true,
  edits: () => [{ span: node.span, newText: text }],
});

export const valueFix = (node: ScalarNode, value: string, safe: boolean): SchemaFix => ({
  title: `Use ${value}`,
  safe,
  edits: () => [replaceScalar(node, value)],
});

/** Turns one value into a list that holds it; `a, b` into a list of two. */
export function wrapFix(node: YamlNode, text: string): SchemaFix | undefined {
  if (node.alias || (node.kind === 'scalar' && (node.style === 'literal' || node.style === 'folded'))) return undefined;
  // A dash between an anchor or a tag and the keys would not be read as one.
  if (node.kind === 'map' && !node.flow && !/^[ \t]*$/.test(lineBefore(text, node.span.start))) return undefined;
  return { title: 'Make it a list', safe: true, edits: () => wrapEdits(node, text) };
}

function wrapEdits(node: YamlNode, text: string): TextEdit[] {
  const source = text.slice(node.span.start, node.span.end);
  if (node.kind === 'scalar') {
    if (node.style === 'plain' && /[,[\]{}]/.test(source)) {
      const parts = source
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');
      return [{ span: node.span, newText: `[${parts.map((part) => JSON.stringify(part)).join(', ')}]` }];
    }
    return [{ span: node.span, newText: `[${source}]` }];
  }
  if (node.kind === 'map' && !node.flow) return itemEdits(node, text);
  return [{ span: node.span, newText: `[${source}]` }];
}

/** `- ` in front of the first key, two more blanks in front of every further line. */
const itemEdits = (node: MapNode, text: string): TextEdit[] => [
  { span: emptyAt(node.span.start), newText: '- ' },
  ...deeper(node, text),
];

const lineBefore = (text: string, offset: number): string => text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);

const emptyAt = (offset: number): Span => ({ start: offset, end: offset });

/** Two more blanks in front of every line of a block but the first. */
function deeper(node: MapNode, text: string): TextEdit[] {
  const edits: TextEdit[] = [];
  for (let at = text.indexOf('\n', node.span.start); at >= 0 && at < node.span.end; at = text.indexOf('\n', at + 1)) {
    const next = text[at + 1];
    if (next !== '\n' && next !== '\r' && next !== undefined) edits.push({ span: emptyAt(at + 1), newText: '  ' });
  }
  return edits;
}

/** Takes the only item out of its list. */
export function unwrapFix(node: SeqNode, text: string): SchemaFix | undefined {
  const [item, ...more] = node.items;
  if (!item || more.length > 0 || node.alias || item.alias) return undefined;
  if (node.flow) {
    return {
      title: 'Take it out of the list',
      safe: true,
      edits: () => [{ span: node.span, newText: text.slice(item.span.start, item.span.end) }],
    };
  }
  const dash = text.lastIndexOf('-', item.span.start - 1);
  if (dash < node.span.start) return undefined;
  return {
    title: 'Take it out of the list',
    safe: true,
    edits: () => [{ span: { start: dash, end: dash + 1 }, newText: ' ' }],
  };
}

/** Renames a key; a single value becomes a list where the new name takes one. */
export const renameFix = (
  entry: Entry,
  name: string,
  schema: SchemaNode | undefined,
  text: string,
  safe: boolean,
): SchemaFix => ({
  title: `Rename to ${name}`,
  safe,
  edits: () => [
    replaceScalar(entry.key, name),
    ...(schema?.type === 'list' && entry.value.kind !== 'seq' && !isNull(entry.value)
      ? (wrapFix(entry.value, text)?.edits() ?? [])
      : []),
  ],
});

export const removeFix = (text: string, map: MapNode, entry: Entry): SchemaFix => ({
  title: `Remove ${entry.key.text}`,
  safe: false,
  edits: () => [removeEntry(text, map, entry)],
});

/**
 * Moves an entry of `from` to the map at `steps` below `base`, making maps on the way that are missing.
 * @returns `undefined` where the move would need more than text edits can keep in order
 */
export function moveFix(
  text: string,
  from: MapNode,
  entry: Entry,
  base: MapNode,
  steps: readonly string[],
  place: string,
): SchemaFix | undefined {
  if (entry.merged || from.alias || base.alias) return undefined;
  const lines = entryLines(text, entry);
  if (lines.length > 1 && from.flow) return undefined;
  let target = base;
  let depth = 0;
  let slot: Entry | undefined;
  for (; depth < steps.length; depth++) {
    slot = entryOf(target, steps[depth]!);
    if (!slot || !isMap(slot.value)) break;
    if (slot.merged || slot.value.alias) return undefined;
    target = slot.value;
    slot = undefined;
  }
  if (slot && !isNull(slot.value)) return undefined;
  if (target.flow && lines.length > 1) return undefined;
  // An empty `spec:` takes the entry as its block; a missing one is added with it.
  const missing = steps.slice(slot ? depth + 1 : depth);
  const yaml = [
    ...missing.map((step, i) => `${'  '.repeat(i)}${step}:`),
    ...lines.map((line) => (line ? '  '.repeat(missing.length) + line : line)),
  ].join('\n');
  if (target === from && !slot) {
    // A new neighbour takes the entry's own place.
    const eol = `${lineBreak(text)}${' '.repeat(columnOf(text, entry.key.span.start))}`;
    if (from.flow && missing.length > 1) return undefined;
    const newText = from.flow ? `${missing[0]}: {${lines[0]}}` : yaml.replaceAll('\n', eol);
    return { title: `Move to ${place}`, safe: false, edits: () => [{ span: entry.span, newText }] };
  }
  return {
    title: `Move to ${place}`,
    safe: false,
    edits: () => [
      slot ? setBlockValue(text, slot, yaml) : addEntry(text, target, yaml),
      removeEntry(text, from, entry),
    ],
  };
}

/** The entry's own lines, as if it stood in column 0. */
function entryLines(text: string, entry: Entry): string[] {
  const column = columnOf(text, entry.key.span.start);
  return text
    .slice(entry.key.span.start, entry.span.end)
    .split(/\r?\n/)
    .map((line, i) => (i === 0 ? line : line.slice(Math.min(column, line.length - line.trimStart().length))));
}

/** Puts everything in a map one level deeper, under a key of its own. */
export function nestFix(text: string, node: MapNode, key: string, place: string): SchemaFix | undefined {
  const first = node.entries[0];
  if (!first || node.alias || node.entries.some((entry) => entry.merged)) return undefined;
  const title = `Move to ${place}`;
  if (node.flow) {
    const inner = text.slice(node.span.start, node.span.end);
    return { title, safe: false, edits: () => [{ span: node.span, newText: `{${key}: ${inner}}` }] };
  }
  const column = columnOf(text, first.key.span.start);
  const lead = `${key}:${lineBreak(text)}${' '.repeat(column + 2)}`;
  return {
    title,
    safe: false,
    edits: () => [{ span: emptyAt(node.span.start), newText: lead }, ...deeper(node, text)],
  };
}

/** Puts what is below a key in its place. */
export function liftFix(text: string, node: MapNode, entry: Entry): SchemaFix | undefined {
  const { value } = entry;
  if (!isMap(value) || value.alias || entry.merged || node.alias || value.entries.length === 0) return undefined;
  // What stands beside it already would be there twice.
  if (value.entries.some(({ key }) => node.entries.some((each) => each !== entry && each.key.text === key.text)))
    return undefined;
  const title = `Take it out of ${entry.key.text}`;
  if (value.flow) {
    const inner = text.slice(value.span.start + 1, value.span.end - 1).trim();
    if (!node.flow && value.entries.length > 1) return undefined;
    return { title, safe: true, edits: () => [{ span: entry.span, newText: inner }] };
  }
  const less = columnOf(text, value.span.start) - columnOf(text, entry.key.span.start);
  if (less <= 0) return undefined;
  const lines = text.slice(value.span.start, value.span.end).split('\n');
  const newText = lines
    .map((line, i) => (i > 0 && line.startsWith(' '.repeat(less)) ? line.slice(less) : line))
    .join('\n');
  return { title, safe: true, edits: () => [{ span: entry.span, newText }] };
}

/** Writes a single value as the field that it was meant for. */
export const fieldFix = (node: ScalarNode, field: string, text: string): SchemaFix => ({
  title: `Write it as ${field}`,
  safe: false,
  edits: () => [{ span: node.span, newText: `{${field}: ${text.slice(node.span.start, node.span.end)}}` }],
});

/** Makes a word the key that it begins. */
export const keyFix = (node: ScalarNode, field: string): SchemaFix => ({
  title: `Write ${field}:`,
  safe: false,
  edits: () => [{ span: node.span, newText: `${field}:` }],
});
