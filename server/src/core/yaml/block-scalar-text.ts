/** Text on the line of a block scalar's header (`key: |- {`): YAML allows only a comment there, and loses its way on the lines below. */
import type { TextEdit } from '../text/edit';
import type { Span } from '../text/span';
import { lineBreak, lineEnd } from './edit-yaml';
import { type ParsedYaml, parseYaml } from './parse';

export interface BlockScalarText {
  /** `|-` or the like. */
  readonly header: Span;
  /** What stands behind it. */
  readonly text: Span;
  /** Column of the key that the scalar belongs to. */
  readonly keyColumn: number;
}

const LINE =
  /^([ \t]*(?:- +)*)(?:"[^"\n]*"|'[^'\n]*'|[^\s"'#{}[\],&*!|>%@`-][^\n#]*?|-[^\s#][^\n#]*?)[ \t]*:[ \t]+([|>](?:[1-9][+-]?|[+-][1-9]?)?)[ \t]*([^\s#][^\r\n]*)/gm;

/** The first such place that the parser stumbled over. */
export function findBlockScalarText(text: string, { problems }: ParsedYaml): BlockScalarText | undefined {
  if (problems.length === 0) return undefined;
  for (const match of text.matchAll(LINE)) {
    const end = match.index + match[0].length;
    const start = end - match[3]!.length;
    const headerStart = text.lastIndexOf(match[2]!, start - 1);
    // Inside another block scalar such a line is only text, and no problem begins there.
    if (!problems.some((problem) => problem.span.start > headerStart && problem.span.start <= end)) continue;
    return {
      header: { start: headerStart, end: headerStart + match[2]!.length },
      text: { start, end: start + match[3]!.trimEnd().length },
      keyColumn: match[1]!.length,
    };
  }
  return undefined;
}

/** Moves the text, with the lines that belong to it, below its header; `undefined` when the result would not be better YAML. */
export function moveBelowHeader(text: string, found: BlockScalarText, parsed: ParsedYaml): TextEdit | undefined {
  const eol = lineBreak(text);
  const first = text.slice(found.text.start, found.text.end);
  const lines = following(text, lineEnd(text, found.text.end));
  const brackets = first.startsWith('{') || first.startsWith('[');
  const body = brackets ? bracketed(first, lines) : deeper(lines, found.keyColumn);
  const base = found.keyColumn + 2;
  // The bracket that closes the first one stands below it; all between keep their shape.
  const last = brackets && isCloser(body.at(-1) ?? '') ? body.length - 1 : body.length;
  const inner = body
    .slice(0, last)
    .filter((line) => line.trim() !== '')
    .map(indentOf);
  const wanted = brackets ? base + 2 : base;
  const shift = inner.length > 0 ? Math.max(0, wanted - Math.min(...inner)) : 0;
  const moved = body.map((line, i) => {
    if (line.trim() === '') return '';
    return ' '.repeat(i === last ? base : indentOf(line) + shift) + line.trimStart();
  });
  let end = lineEnd(text, found.text.end);
  for (let i = 0; i < body.length; i++) end = lineEnd(text, text.indexOf('\n', end) + 1);
  const edit: TextEdit = {
    span: { start: found.header.end, end },
    newText: eol + [' '.repeat(base) + first, ...moved].join(eol),
  };
  const result = text.slice(0, edit.span.start) + edit.newText + text.slice(end);
  return parseYaml(result).problems.length < parsed.problems.length ? edit : undefined;
}

function following(text: string, from: number): string[] {
  const rest = text.slice(from).split(/\r?\n/).slice(1);
  if (rest.at(-1) === '') rest.pop();
  return rest;
}

const indentOf = (line: string): number => /^[ \t]*/.exec(line)![0].replaceAll('\t', '  ').length;
const isCloser = (line: string): boolean => /^[ \t]*[}\]]+[ \t]*,?[ \t]*$/.test(line);

/** Lines until the brackets of the first one are closed; all that are deeper, and closing lines, when they never are. */
function bracketed(first: string, lines: readonly string[]): string[] {
  let depth = 0;
  let quoted = false;
  const count = (line: string) => {
    for (let i = 0; i < line.length; i++) {
      const char = line[i]!;
      if (quoted) {
        if (char === '\\') i++;
        else if (char === '"') quoted = false;
      } else if (char === '"') quoted = true;
      else if (char === '{' || char === '[') depth++;
      else if (char === '}' || char === ']') depth--;
    }
    // JSON strings end on their line; a quote left open is a slip of its own.
    quoted = false;
  };
  count(first);
  const taken: string[] = [];
  for (const line of lines) {
    if (depth <= 0) break;
    if (/^(?:---|\.\.\.)(?:\s|$)/.test(line) || /^[A-Za-z_][\w.-]*[ \t]*:/.test(line)) break;
    count(line);
    taken.push(line);
  }
  while (taken.at(-1)?.trim() === '') taken.pop();
  return taken;
}

function deeper(lines: readonly string[], column: number): string[] {
  const end = lines.findIndex((line) => line.trim() !== '' && indentOf(line) <= column);
  const taken = end < 0 ? [...lines] : lines.slice(0, end);
  while (taken.at(-1)?.trim() === '') taken.pop();
  return taken;
}
