import type { Span } from '../text/span';

/** A comment that silences findings: on the line below it, or in the whole file. */
export interface Suppression {
  readonly scope: 'next-line' | 'file';
  readonly rules: readonly { readonly id: string; readonly span: Span }[];
  readonly span: Span;
  /** Offsets of the line below the comment, for `next-line`. */
  readonly line: Span;
}

const COMMENT = /#[ \t]*meshward-disable-(next-line|file)\b[ \t]*([^\r\n]*)/g;

/** Suppression comments of one document; offsets count from its start. */
export function readSuppressions(text: string): Suppression[] {
  return [...text.matchAll(COMMENT)].map((match) => {
    const listStart = match.index + match[0].length - match[2]!.length;
    const rules = [...match[2]!.matchAll(/[^\s,]+/g)].map((word) => ({
      id: word[0],
      span: { start: listStart + word.index, end: listStart + word.index + word[0].length },
    }));
    const end = match.index + match[0].length;
    const lineStart = text.indexOf('\n', end) + 1;
    const lineEnd = lineStart === 0 ? text.length : text.indexOf('\n', lineStart);
    return {
      scope: match[1] as 'next-line' | 'file',
      rules,
      span: { start: match.index, end: match.index + match[0].trimEnd().length },
      line: { start: lineStart === 0 ? text.length : lineStart, end: lineEnd < 0 ? text.length : lineEnd },
    };
  });
}
