/** YAML with marks → files and what is expected of them. */

export interface Expected {
  readonly file: string;
  /** Counted from 0. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly rule: string;
  /** Text that the message must hold. */
  readonly message: string | undefined;
}

export interface MarkedText {
  readonly text: string;
  readonly marks: readonly Omit<Expected, 'file'>[];
}

/** `#   ^^^^ rule: part of the message`, and `#<^^^^` for a span that begins in column 0. */
const MARK = /^(#<|[ \t]*#)([ \t]*)(\^+) ([a-z][a-z0-9-]*)(?:: (.*))?$/;

/** Takes the mark lines out; each mark belongs to the last line above it that is no mark. */
export function readMarks(marked: string): MarkedText {
  const lines: string[] = [];
  const marks: Omit<Expected, 'file'>[] = [];
  for (const line of marked.split('\n')) {
    const match = MARK.exec(line);
    if (!match) {
      lines.push(line);
      continue;
    }
    const start = match[1] === '#<' ? 0 : match[1]!.length + match[2]!.length;
    marks.push({ line: lines.length - 1, start, end: start + match[3]!.length, rule: match[4]!, message: match[5] });
  }
  return { text: lines.join('\n'), marks };
}
