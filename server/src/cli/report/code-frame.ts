/** The source lines of a finding with carets under what it means. */

const MOST_LINES = 4;
/** Characters of a line that are shown; longer ones (JSON on one line) are cut around the span. */
const WIDEST = 140;
const LEAD = 40;

export interface FrameSpan {
  /** All counted from 1, `endColumn` behind the last character. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface FrameStyle {
  readonly dim: (text: string) => string;
  readonly mark: (text: string) => string;
}

/** @param source the lines from `span.line` on */
export function codeFrame(source: readonly string[], span: FrameSpan, style: FrameStyle): string[] {
  if (source.length === 0) return [];
  const width = String(Math.min(span.endLine, span.line + MOST_LINES - 1)).length;
  const bar = style.dim(`${' '.repeat(width)} |`);
  const frame = [bar];
  for (const [i, line] of source.slice(0, MOST_LINES).entries()) {
    const indent = line.length - line.trimStart().length;
    const from = i === 0 ? span.column - 1 : indent;
    const to = i === span.endLine - span.line ? span.endColumn - 1 : line.trimEnd().length;
    if (i > 0 && to <= from) continue;
    const cut = cutLine(line, from, to);
    frame.push(`${style.dim(`${String(span.line + i).padStart(width)} |`)} ${visible(cut.text)}`);
    const pad = cut.text.slice(0, cut.from).replace(/[^\t]/g, ' ');
    frame.push(`${bar} ${pad}${style.mark('^'.repeat(Math.max(1, cut.to - cut.from)))}`);
  }
  if (source.length > MOST_LINES) frame.push(`${bar} ${style.dim('…')}`);
  return frame;
}

function cutLine(line: string, from: number, to: number): { text: string; from: number; to: number } {
  if (line.length <= WIDEST) return { text: line, from, to };
  const start = from > WIDEST - LEAD ? from - LEAD : 0;
  const end = Math.min(line.length, start + WIDEST);
  const head = start > 0 ? '…' : '';
  const by = start - head.length;
  return {
    text: `${head}${line.slice(start, end)}${end < line.length ? '…' : ''}`,
    from: from - by,
    to: Math.min(to, end) - by,
  };
}

/** Control characters as pictures of themselves: a manifest must not steer the terminal. Tabs stay. */
export const visible = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
  });
