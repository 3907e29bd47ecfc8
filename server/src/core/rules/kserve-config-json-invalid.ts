import type { EmbeddedJson, JsonProblem, JsonProblemCode } from '../model/embedded-json';
import { isKServeConfig, readKServeConfig } from '../model/kserve-config';
import type { Span } from '../text/span';
import { isMap, isSeq } from '../yaml/node';
import { defineRule, type Message } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'kserve-config-json-invalid',
  severity: 'error',
  summary: "a key of KServe's ConfigMap does not hold the JSON object that KServe parses",
  sources: [
    'kserve pkg/apis/serving/v1beta1/configmap.go: each key is given to json.Unmarshal, and a failure stops every reconciliation',
  ],
  peers: [],
  on: ['ConfigMap'],
  check(resource, context) {
    if (!isKServeConfig(resource, context.platform)) return;
    const config = resource.read(readKServeConfig);
    for (const [key, { entry, json }] of config.entries) {
      if (!config.unknown && (isMap(entry.value) || isSeq(entry.value)) && !entry.value.open) {
        context.report({
          at: entry.key,
          message: {
            what: `data.${key} is a YAML ${isMap(entry.value) ? 'map' : 'list'}`,
            why: 'values of a ConfigMap are text, and KServe parses this one as JSON',
            todo: 'Write |- behind the colon and the JSON below it, indented',
          },
        });
        continue;
      }
      if (!json) continue;
      const fault = faultOf(json);
      if (!fault) continue;
      context.report({
        at: fault.span,
        message: {
          what: `data.${key} is not a JSON object (${fault.words.what})`,
          why: "KServe's controller cannot read its configuration and stops working on InferenceServices",
          todo: fault.words.todo,
        },
        fixes: json.repair() ? [fixIn(resource, 'Repair the JSON', () => json.repair() ?? [])] : [],
      });
    }
  },
});

function faultOf(json: EmbeddedJson): { span: Span; words: Pick<Message, 'what' | 'todo'> } | undefined {
  if (json.text.trim() === '') {
    return { span: json.scalar.span, words: { what: 'it is empty', todo: 'Write a JSON object, or remove the key' } };
  }
  const [first] = [...json.problems].sort((a, b) => a.inText.start - b.inText.start);
  if (first) {
    const token = json.text.slice(first.inText.start, first.inText.end);
    const words = /^(?:#|\/\/|\/\*)/.test(token)
      ? { what: 'JSON has no comments', todo: 'Remove the comment, or put it above the key as a YAML comment' }
      : /[\u201C\u201D\u201E\u2018\u2019]/.test(token)
        ? { what: 'a typographic quote stands where " is needed', todo: 'Use straight double quotes' }
        : breaksOff(json, first)
          ? breakWords(json, first.code)
          : WORDS[first.code];
    return { span: visible(json, first.inText), words };
  }
  if (json.root && json.root.kind !== 'object' && json.root.kind !== 'null') {
    return {
      span: json.root.span,
      words: { what: `it holds a JSON ${json.root.kind}`, todo: 'Write an object, in braces' },
    };
  }
  return undefined;
}

/** The first problem is that there is nothing more. */
const breaksOff = (json: EmbeddedJson, { code, inText }: JsonProblem): boolean =>
  (CUT.has(code) ? inText.end : inText.start) >= json.text.trimEnd().length;

/** Problems of a token that the end of the text may have cut. */
const CUT: ReadonlySet<JsonProblemCode> = new Set([
  'UnexpectedEndOfString',
  'UnexpectedEndOfNumber',
  'InvalidSymbol',
  'InvalidNumberFormat',
  'InvalidUnicode',
]);

function breakWords(json: EmbeddedJson, code: JsonProblemCode): Pick<Message, 'what' | 'todo'> {
  const closers = closersOf(json.text);
  const isLast = code === 'CloseBraceExpected' || code === 'CloseBracketExpected';
  return {
    what: `it breaks off: ${WORDS[code].what}`,
    todo: isLast ? `Add ${closers}` : `Write the rest, or remove what is not finished; ${closers || '}'} closes it`,
  };
}

/** Brackets that are still open at the end, as they must be closed. */
function closersOf(text: string): string {
  const open: string[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[{}[\]]/g)) {
    if (token === '{') open.unshift('}');
    else if (token === '[') open.unshift(']');
    else if (token === '}' || token === ']') open.shift();
  }
  return open.join('');
}

/** A problem at the end of the text marks its last character. */
function visible(json: EmbeddedJson, span: Span): Span {
  if (span.end > span.start) {
    const lineBreak = json.text.indexOf('\n', span.start);
    return json.spanOf({
      start: span.start,
      end: lineBreak < 0 ? span.end : Math.min(span.end, Math.max(lineBreak, span.start + 1)),
    });
  }
  const end = json.text.trimEnd().length;
  return json.spanOf({ start: Math.max(0, end - 1), end });
}

const WORDS: Readonly<Record<JsonProblemCode, Pick<Message, 'what' | 'todo'>>> = {
  InvalidSymbol: {
    what: 'this word is unknown to JSON',
    todo: 'Put text in double quotes; true, false and null stand as they are',
  },
  InvalidNumberFormat: { what: 'this number is not written as JSON asks', todo: 'Correct the number' },
  PropertyNameExpected: {
    what: 'a key in double quotes is expected',
    todo: 'Remove the comma before it, or add the key',
  },
  ValueExpected: { what: 'a value is expected', todo: 'Add the value, or remove the comma before it' },
  ColonExpected: { what: 'a colon is expected', todo: 'Put a colon between key and value' },
  CommaExpected: { what: 'a comma is expected before this', todo: 'Put a comma behind the entry above' },
  CloseBraceExpected: { what: 'a closing brace is missing', todo: 'Add }' },
  CloseBracketExpected: { what: 'a closing bracket is missing', todo: 'Add ]' },
  EndOfFileExpected: { what: 'the object has already ended', todo: 'Remove what follows it' },
  InvalidCommentToken: {
    what: 'JSON has no comments',
    todo: 'Remove the comment, or put it above the key as a YAML comment',
  },
  UnexpectedEndOfComment: { what: 'JSON has no comments', todo: 'Remove the comment' },
  UnexpectedEndOfString: { what: 'this string is not closed', todo: 'Add the closing double quote' },
  UnexpectedEndOfNumber: { what: 'this number is cut off', todo: 'Complete the number' },
  InvalidUnicode: { what: 'this \\u escape is not complete', todo: 'Write four hexadecimal digits' },
  InvalidEscapeCharacter: { what: 'JSON does not know this escape', todo: 'Double the backslash' },
  InvalidCharacter: { what: 'a string may not hold this character', todo: 'Escape it' },
  '<unknown ParseErrorCode>': { what: 'it cannot be parsed', todo: 'Correct it' },
};
