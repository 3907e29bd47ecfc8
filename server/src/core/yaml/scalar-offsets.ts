/**
 * Where each character of a scalar's value stands in the document, whatever its style, and how text must be written to go into it. Text
 * embedded in YAML (JSON in a ConfigMap) is read and edited through this.
 */
import type { TextEdit } from '../text/edit';
import type { Span } from '../text/span';
import { lineBreak, lineEnd } from './edit-yaml';
import type { ScalarNode } from './node';

export interface ScalarText {
  /** The scalar's value as a string. */
  readonly value: string;
  /** False when the characters could not be followed (an alias): every offset is then the scalar's own. */
  readonly exact: boolean;
  /** Document offset of a value offset (0 to `value.length`). */
  toDocument(offset: number): number;
  /** Value offset of a document offset; between two characters the later one's. */
  toValue(offset: number): number;
  /** Document span of a span of the value. */
  spanOf(span: Span): Span;
  /** Edit of the document that puts `newText` in the place of a span of the value, escaped as the scalar's style asks. */
  edit(span: Span, newText: string): TextEdit;
}

interface Units {
  value: string;
  /** Document offset of each UTF-16 unit of the value, and behind it. */
  readonly starts: number[];
  readonly ends: number[];
}

/** @param text the document's text, which the node's span counts in. */
export function scalarOffsets(text: string, node: ScalarNode): ScalarText {
  const units = readUnits(text, node);
  const exact = !node.alias && units.value === node.text;
  const { starts, ends } = exact ? units : blind(node);
  const value = node.text;
  const indent = exact ? blockIndent(text, node) : 0;
  const toDocument = (offset: number) => starts[Math.max(0, Math.min(offset, value.length))]!;
  const spanOf = ({ start, end }: Span): Span =>
    end > start
      ? { start: toDocument(start), end: ends[Math.min(end, value.length) - 1]! }
      : { start: toDocument(start), end: toDocument(start) };
  return {
    value,
    exact,
    toDocument,
    toValue(offset) {
      let low = 0;
      let high = value.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (starts[middle]! < offset) low = middle + 1;
        else high = middle;
      }
      return low;
    },
    spanOf,
    edit: (span, newText) => ({ span: spanOf(span), newText: encode(newText, node, lineBreak(text), indent) }),
  };
}

function encode(value: string, node: ScalarNode, eol: string, indent: number): string {
  switch (node.style) {
    case 'double':
      return JSON.stringify(value).slice(1, -1);
    case 'single':
      return value.replaceAll("'", "''").replaceAll('\n', ' ');
    case 'plain':
      return value.replaceAll('\n', ' ');
    default:
      return value.split('\n').join(eol + ' '.repeat(indent));
  }
}

const blind = (node: ScalarNode): Units => ({
  value: node.text,
  starts: Array.from({ length: node.text.length + 1 }, () => node.span.start),
  ends: Array.from({ length: node.text.length }, () => node.span.end),
});

function readUnits(text: string, node: ScalarNode): Units {
  const units: Units = { value: '', starts: [], ends: [] };
  if (node.style === 'literal' || node.style === 'folded') readBlock(text, node, units);
  else readFlow(text, node, units);
  return units;
}

function push(units: Units, unit: string, start: number, end: number): void {
  units.value += unit;
  for (let i = 0; i < unit.length; i++) {
    units.starts.push(start);
    units.ends.push(end);
  }
}

interface Line {
  readonly start: number;
  readonly text: string;
}

/** Lines of a block scalar's body, without their line breaks; blank lines behind it too, as chomping may keep them. */
function blockLines(text: string, node: ScalarNode): Line[] {
  const lines: Line[] = [];
  const end = lineEnd(text, node.span.end);
  let at = text.indexOf('\n', node.span.start) + 1;
  while (at > 0 && at < text.length) {
    const next = text.indexOf('\n', at);
    const stop = next < 0 ? text.length : next;
    const line = text.slice(at, text[stop - 1] === '\r' && stop > at ? stop - 1 : stop);
    if (at > end && line.trim() !== '') break;
    lines.push({ start: at, text: line });
    at = next + 1;
  }
  return lines;
}

const leadOf = (line: string): number => /^ */.exec(line)![0].length;

/** Columns that YAML takes off each line: found by comparing the first line that is not blank with the value. */
function blockIndent(text: string, node: ScalarNode): number {
  if (node.style !== 'literal' && node.style !== 'folded') return 0;
  const lines = blockLines(text, node);
  const first = lines.find((line) => line.text.trim() !== '');
  const header = text.slice(text.lastIndexOf('\n', node.span.start) + 1);
  if (!first) return Math.max(leadOf(header) + 2, ...lines.map((line) => leadOf(line.text)));
  const value = node.text.split('\n').find((line) => line.trim() !== '') ?? '';
  return Math.max(0, leadOf(first.text) - leadOf(value));
}

function readBlock(text: string, node: ScalarNode, units: Units): void {
  const indent = blockIndent(text, node);
  const lines = blockLines(text, node);
  const folded = node.style === 'folded';
  lines.forEach((line, i) => {
    const content = line.text.slice(Math.min(indent, line.text.length));
    [...content].reduce(
      (at, char) => {
        push(units, char, at, at + char.length);
        return at + char.length;
      },
      line.start + line.text.length - content.length,
    );
    const next = lines[i + 1];
    if (!next) return;
    const expected = node.text[units.value.length];
    const stop = line.start + line.text.length;
    if (!folded || expected === '\n') push(units, '\n', stop, next.start);
    else if (expected === ' ' && content !== '') push(units, ' ', stop, next.start);
  });
  // Chomping decides how many line breaks stay at the end.
  const last = units.ends.at(-1) ?? node.span.end;
  while (units.value.length < node.text.length && node.text[units.value.length] === '\n') push(units, '\n', last, last);
  while (units.value.length > node.text.length && /\s$/.test(units.value)) {
    units.value = units.value.slice(0, -1);
    units.starts.pop();
    units.ends.pop();
  }
  units.starts.push(units.ends.at(-1) ?? last);
}

const FOLD = /[ \t]*(\r?\n[ \t]*)+/y;
const ESCAPE_LENGTH: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };

function readFlow(text: string, node: ScalarNode, units: Units): void {
  const quoted = node.style !== 'plain';
  let at = node.span.start + (quoted ? 1 : 0);
  const end = node.span.end - (quoted ? 1 : 0);
  while (at < end) {
    const char = text[at]!;
    if (char === ' ' || char === '\t' || char === '\r' || char === '\n') {
      FOLD.lastIndex = at;
      const fold = FOLD.exec(text);
      if (fold) {
        const breaks = fold[0].split('\n').length - 1;
        push(units, breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), at, at + fold[0].length);
        at += fold[0].length;
        continue;
      }
    }
    if (node.style === 'double' && char === '\\') {
      const mark = text[at + 1] ?? '';
      if (mark === '\n' || mark === '\r') {
        at += /^\\\r?\n[ \t]*/.exec(text.slice(at, end))![0].length;
        continue;
      }
      const length = ESCAPE_LENGTH[mark] ?? 2;
      const next = node.text.codePointAt(units.value.length);
      const unit =
        mark === 'U' && next !== undefined ? String.fromCodePoint(next) : (node.text[units.value.length] ?? '');
      push(units, unit, at, at + length);
      at += length;
      continue;
    }
    const length = node.style === 'single' && char === "'" ? 2 : 1;
    push(units, char, at, at + length);
    at += length;
  }
  units.starts.push(end);
}
