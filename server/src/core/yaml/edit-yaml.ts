/** Small edits of a YAML text that keep comments, quotes and the file's own indentation. All offsets are the document's. */
import type { TextEdit } from '../text/edit';
import type { Span } from '../text/span';
import type { Entry, MapNode, ScalarNode, SeqNode, YamlNode } from './node';

/** Columns from the line's first character to `offset`; a byte order mark takes none. */
export function columnOf(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return offset - start - (start === 0 && offset > 0 && text.startsWith('\uFEFF') ? 1 : 0);
}

/** Offset of the end of the line that holds `offset`, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  if (at < 0) return text.length;
  return text[at - 1] === '\r' && at - 1 >= offset ? at - 1 : at;
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** The line break the text uses. */
export const lineBreak = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** What a patch has put into a composed object stands in another text: an edit that would touch it says so by its span. */
const isOwn = (node: { readonly span: Span }): boolean => node.span.origin === undefined;

const inTextOf = (edit: TextEdit, ...nodes: readonly { readonly span: Span }[]): TextEdit => {
  const origin = nodes.map((node) => node.span.origin).find((each) => each !== undefined);
  return origin ? { ...edit, span: { ...edit.span, origin } } : edit;
};

const PLAIN_SAFE = /^[A-Za-z_/][\w./-]*$/;
const RESERVED = /^(?:true|false|yes|no|on|off|y|n|null|~)$/i;

/** A string as a YAML scalar: plain where that reads back as the same string, else double-quoted. */
export const quoteIfNeeded = (value: string): string =>
  PLAIN_SAFE.test(value) && !RESERVED.test(value) ? value : JSON.stringify(value);

/** Replaces a scalar's text, in the quotes that it has. */
export function replaceScalar(node: ScalarNode, value: string): TextEdit {
  const newText =
    node.style === 'single'
      ? `'${value.replaceAll("'", "''")}'`
      : node.style === 'double'
        ? JSON.stringify(value)
        : quoteIfNeeded(value);
  // Where nothing is written the place is right behind a colon or a dash.
  return { span: node.span, newText: node.span.start === node.span.end ? ` ${newText}` : newText };
}

/** Puts double quotes around a plain scalar as it stands. */
export const quoteScalar = (node: ScalarNode): TextEdit => ({ span: node.span, newText: JSON.stringify(node.text) });

/**
 * Removes a key with its value; the comment behind it goes, comments on lines of their own stay. The last key of a block map leaves
 * `{}` in its place.
 */
export function removeEntry(text: string, map: MapNode, entry: Entry): TextEdit {
  if (!isOwn(map) || !isOwn(entry.key) || !isOwn(entry.value)) {
    return inTextOf({ span: entry.span, newText: '' }, entry.value, entry.key, map);
  }
  const entries = map.entries.filter((each) => isOwn(each.key));
  if (map.flow)
    return {
      span: flowSpan(
        text,
        entries.map((each) => each.span),
        entries.indexOf(entry),
      ),
      newText: '',
    };
  const next = entries[entries.indexOf(entry) + 1];
  const start = lineStart(text, entry.span.start);
  // A map may hold more than its entries: a merge, or a key that a template writes twice.
  const onlyPart = map.span.start >= entry.span.start && map.span.end <= entry.span.end;
  const ownLine = text.slice(start, entry.span.start).trim() === '';
  if (entries.length === 1 && (onlyPart || !ownLine)) {
    // Blanks at the very end would be read as part of what is there no longer.
    const end = text.slice(entry.span.end).trim() === '' ? lineEnd(text, entry.span.end) : entry.span.end;
    return { span: { start: entry.span.start, end }, newText: '{}' };
  }
  if (text.slice(start, entry.span.start).trim() !== '' && next) {
    // First key of a list item (`- a: 1`): what follows moves up behind the dash.
    return { span: { start: entry.span.start, end: next.span.start }, newText: '' };
  }
  return { span: wholeLines(text, start, entry.span.end), newText: '' };
}

/** Removes an item of a sequence; the last one leaves `[]` in its place. */
export function removeItem(text: string, seq: SeqNode, item: YamlNode): TextEdit {
  if (!isOwn(seq) || !isOwn(item)) return inTextOf({ span: item.span, newText: '' }, item, seq);
  const items = seq.items.filter(isOwn);
  const index = items.indexOf(item);
  if (seq.flow)
    return {
      span: flowSpan(
        text,
        items.map((each) => each.span),
        index,
      ),
      newText: '',
    };
  if (items.length === 1) return { span: seq.span, newText: '[]' };
  const dash = text.lastIndexOf('-', item.span.start - 1);
  const start = lineStart(text, dash);
  return { span: wholeLines(text, start, item.span.end), newText: '' };
}

/** The lines from the one that begins at `start` to the one that holds `end`, with one line break. */
function wholeLines(text: string, start: number, end: number): Span {
  const last = lineEnd(text, end);
  if (start > 0) return { start: text[start - 2] === '\r' ? start - 2 : start - 1, end: last };
  const next = text.indexOf('\n', last);
  return { start, end: next < 0 ? text.length : next + 1 };
}

function flowSpan(text: string, spans: readonly Span[], index: number): Span {
  const mine = spans[index]!;
  const next = spans[index + 1];
  const previous = spans[index - 1];
  if (next) return { start: mine.start, end: next.start };
  if (previous) return { start: previous.end, end: mine.end };
  const comma = /^\s*,/.exec(text.slice(mine.end));
  return { start: mine.start, end: mine.end + (comma?.[0].length ?? 0) };
}

/**
 * Adds an entry behind the last one of a map. `yaml` is the entry without indentation, e.g. `mode: STRICT` or several lines whose own
 * nesting uses two blanks; it takes over the map's column and line break.
 */
export function addEntry(text: string, map: MapNode, yaml: string): TextEdit {
  if (!isOwn(map)) return inTextOf({ span: map.span, newText: yaml }, map);
  const own = map.entries.filter((entry) => !entry.merged && isOwn(entry.key));
  const last = own.at(-1);
  if (map.flow || !last) return { span: flowEnd(text, map), newText: `${last ? ', ' : ''}${toFlow(yaml)}` };
  // A tag or an anchor pushes its key to the right.
  const aligned = own.find((entry) => leadsNothing(text, entry.key.span.start)) ?? last;
  const column = columnOf(text, aligned.key.span.start);
  return { span: emptyAt(lineEnd(text, last.span.end)), newText: indented(text, yaml, column) };
}

/** True when a key at `offset` has only blanks and dashes before it on its line. */
const leadsNothing = (text: string, offset: number): boolean =>
  /^\uFEFF?[ \t]*(?:- +)*$/.test(text.slice(lineStart(text, offset), offset));

/** Adds an entry in front of the first one of a block map. */
export function addFirstEntry(text: string, map: MapNode, yaml: string): TextEdit {
  const first = map.entries.find((entry) => !entry.merged && isOwn(entry.key));
  if (map.flow || !first || !isOwn(map)) return addEntry(text, map, yaml);
  // A tag or an anchor stands before the key: it would go to the new one.
  if (!leadsNothing(text, first.key.span.start)) return addEntry(text, map, yaml);
  const column = columnOf(text, first.key.span.start);
  const lines = indented(text, yaml, column).slice(lineBreak(text).length + column);
  return { span: emptyAt(first.key.span.start), newText: `${lines}${lineBreak(text)}${' '.repeat(column)}` };
}

/** Gives a map entry whose value is empty (`mtls:`), or that holds `{}`, a block value of its own. */
export function setBlockValue(text: string, entry: Entry, yaml: string): TextEdit {
  const column = columnOf(text, entry.key.span.start) + 2;
  const colon = text.indexOf(':', entry.key.span.end) + 1;
  const span = { start: colon, end: Math.max(colon, entry.value.span.end) };
  return inTextOf({ span, newText: indented(text, yaml, column) }, entry.value, entry.key);
}

/** Adds an item to a sequence; `yaml` is the item without dash. */
export function addItem(text: string, seq: SeqNode, yaml: string): TextEdit {
  if (!isOwn(seq)) return inTextOf({ span: seq.span, newText: yaml }, seq);
  const last = seq.items.filter(isOwn).at(-1);
  if (seq.flow || !last) return { span: flowEnd(text, seq), newText: `${last ? ', ' : ''}${toFlowItem(yaml)}` };
  const dash = text.lastIndexOf('-', last.span.start - 1);
  const column = columnOf(text, dash);
  const item = `- ${yaml.split('\n').join('\n  ')}`;
  return { span: emptyAt(lineEnd(text, last.span.end)), newText: indented(text, item, column) };
}

function indented(text: string, yaml: string, column: number): string {
  const eol = lineBreak(text);
  return yaml
    .split('\n')
    .map((line) => eol + (line ? ' '.repeat(column) + line : ''))
    .join('');
}

const emptyAt = (offset: number): Span => ({ start: offset, end: offset });

/** In front of the closing bracket, behind the last item. */
function flowEnd(text: string, node: MapNode | SeqNode): Span {
  let end = node.span.end - 1;
  while (end > node.span.start + 1 && /\s/.test(text[end - 1]!)) end--;
  return emptyAt(end);
}

const toFlowItem = (yaml: string): string => (/^[\w./-]+:(?:\s|$)/.test(yaml) ? `{${toFlow(yaml)}}` : yaml);

/** `a: 1` stays; nested lines become flow maps: enough for the entries that fixes add. */
function toFlow(yaml: string): string {
  const lines = yaml.split('\n');
  if (lines.length === 1) return yaml;
  return lines
    .map((line, i) => {
      const depth = (each: string) => each.length - each.trimStart().length;
      const next = lines[i + 1];
      const opens = next !== undefined && depth(next) > depth(line);
      const closes = depth(line) - (next === undefined ? depth(lines[0]!) : depth(next));
      return (
        line.trim() +
        (opens ? ' {' : '') +
        '}'.repeat(Math.max(0, closes / 2)) +
        (opens || next === undefined ? '' : ', ')
      );
    })
    .join('');
}
