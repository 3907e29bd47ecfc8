/** Slips that keep a text from being JSON, mended one by one until it is, or given up. */
import { type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';

const MAX_REPAIRS = 200;
const SMART_QUOTES = /[\u201C\u201D\u201E\u201F\u2033]/;

/** The repaired text, or `undefined` when the slip is none of the usual ones. */
export function repairJson(text: string): string | undefined {
  let current = text;
  for (let i = 0; i < MAX_REPAIRS; i++) {
    const errors: ParseError[] = [];
    parseTree(current, errors, { disallowComments: true, allowTrailingComma: false });
    const first = errors.reduce<ParseError | undefined>((a, b) => (a && a.offset <= b.offset ? a : b), undefined);
    if (!first) return current;
    const next = repairOne(current, first);
    if (next === undefined || next === current) return undefined;
    current = next;
  }
  return undefined;
}

function repairOne(text: string, { error, offset, length }: ParseError): string | undefined {
  const comment = /(?:^|[ \t])[ \t]*(?:#|\/\/)[^\n]*$/m;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineStop = text.indexOf('\n', offset) < 0 ? text.length : text.indexOf('\n', offset);
  const token = text.slice(offset, offset + length);
  if (token.startsWith('#') || token.startsWith('//')) return withoutComment(text, lineStart, offset, lineStop);
  if (token.startsWith('/*')) return text.slice(0, offset).trimEnd() + text.slice(offset + length);
  const smart = SMART_QUOTES.exec(text.slice(lineStart, lineStop));
  if (smart) {
    const line = text.slice(lineStart, lineStop).replace(new RegExp(SMART_QUOTES, 'g'), '"');
    return text.slice(0, lineStart) + line + text.slice(lineStop);
  }
  const before = text.slice(0, offset).trimEnd();
  switch (printParseErrorCode(error)) {
    case 'PropertyNameExpected':
    case 'ValueExpected':
      // `, }` and `, ]`; also `,` twice.
      if (before.endsWith(',') && /^\s*[}\],]/.test(text.slice(offset)))
        return before.slice(0, -1) + text.slice(before.length);
      return undefined;
    case 'CommaExpected':
      return comment.test(before) ? undefined : `${before},${text.slice(before.length)}`;
    case 'CloseBraceExpected':
      return close(text, '}');
    case 'CloseBracketExpected':
      return close(text, ']');
    case 'EndOfFileExpected':
      return text.slice(offset).trim() === '}' ? before : undefined;
    default:
      return undefined;
  }
}

/** Takes a comment out; a line that held nothing else goes with it. */
function withoutComment(text: string, lineStart: number, offset: number, lineStop: number): string {
  if (text.slice(lineStart, offset).trim() === '')
    return text.slice(0, lineStart) + text.slice(Math.min(text.length, lineStop + 1));
  return text.slice(0, offset).trimEnd() + text.slice(lineStop);
}

function close(text: string, bracket: string): string {
  const body = text.trimEnd();
  const openers = [...body.matchAll(/^([ \t]*)[^\n]*[{[][ \t]*$/gm)];
  const indent = openers[0]?.[1] ?? '';
  return body.includes('\n')
    ? `${body}\n${indent}${bracket}${text.slice(body.length)}`
    : `${body}${bracket}${text.slice(body.length)}`;
}
