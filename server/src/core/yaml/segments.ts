/**
 * Splits a YAML stream into documents without parsing it. YAML 1.2 (9.1.2) forbids a line that starts with `---` or `...`
 * and a blank inside every scalar, so those lines are safe places to cut.
 */

/** A document's text with the marker line that opens it. `start` is an offset in the file. */
export interface Segment {
  readonly start: number;
  readonly text: string;
}

const MARKER = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
const OPENED = /^---(?=[ \t\r\n]|$)/;
const LINE_BREAK = /\r\n|\n|\r/g;
/** Directives (`%YAML 1.2`), comments and blanks: they belong to the document that follows. */
const PROLOGUE_LINE = /^\uFEFF?(?:%.*|[ \t]*(?:#.*)?)$/;

const isDirectives = (piece: string): boolean =>
  piece.includes('%') && /^%/m.test(piece) && piece.split(LINE_BREAK).every((line) => PROLOGUE_LINE.test(line));

/** Two whole strings are compared in blocks, which `startsWith` does not do. */
const standsAt = (text: string, part: string, at: number): boolean => text.slice(at, at + part.length) === part;

/** Cuts `text` between `from` and `to`; both must be segment boundaries. */
export function splitSegments(text: string, from = 0, to = text.length): Segment[] {
  const part = from === 0 && to === text.length ? text : text.slice(from, to);
  const cuts: number[] = [];
  MARKER.lastIndex = 0;
  for (let match = MARKER.exec(part); match; match = MARKER.exec(part)) {
    if (match[0] === '---') {
      if (match.index > 0) cuts.push(match.index);
    } else {
      LINE_BREAK.lastIndex = match.index;
      if (LINE_BREAK.test(part) && LINE_BREAK.lastIndex < part.length) cuts.push(LINE_BREAK.lastIndex);
    }
  }
  const segments: Segment[] = [];
  let start = 0;
  for (const cut of [...cuts, part.length]) {
    if (cut <= start && part.length > 0) continue;
    const piece = part.slice(start, cut);
    if (cut < part.length && isDirectives(piece)) continue;
    segments.push({ start: from + start, text: piece });
    start = cut;
  }
  return segments;
}

/**
 * Segments of `next`, where those of `previous` that did not change are the same objects' texts again (so that caches keyed by
 * content hit) and only the changed middle is cut anew.
 */
export function resplitSegments(previous: readonly Segment[], next: string): Segment[] {
  let head = 0;
  let from = 0;
  while (head < previous.length - 1 && standsAt(next, previous[head]!.text, from)) {
    from += previous[head]!.text.length;
    head++;
  }
  let tail = previous.length;
  let to = next.length;
  while (tail > head + 1) {
    const text = previous[tail - 1]!.text;
    if (
      to - text.length < from ||
      !text.startsWith('---') ||
      !OPENED.test(text) ||
      !standsAt(next, text, to - text.length)
    )
      break;
    to -= text.length;
    tail--;
  }
  // The boundary before `from` holds only if the changed part still begins where a document begins, and the one at `to` only if
  // the line before it is whole; one more unchanged segment on each side settles both.
  if (head > 0) {
    head--;
    from -= previous[head]!.text.length;
  }
  if (to > 0 && to < next.length && next[to - 1] !== '\n') {
    to += previous[tail]!.text.length;
    tail++;
  }
  const nothingLeft = from === to && tail < previous.length;
  let middle = nothingLeft ? [] : splitSegments(next, from, to);
  // Directives at the middle's end belong to the unchanged document behind it.
  while (tail < previous.length && isDirectives(middle.at(-1)?.text ?? '')) {
    to += previous[tail]!.text.length;
    tail++;
    middle = splitSegments(next, from, to);
  }
  const result: Segment[] = previous.slice(0, head);
  result.push(...middle);
  let start = to;
  for (const segment of previous.slice(tail)) {
    result.push({ start, text: segment.text });
    start += segment.text.length;
  }
  return result;
}
