/** What an unquoted scalar means in YAML 1.2's core schema (chapter 10.3.2), with the YAML 1.1 booleans that kubectl still reads. */

const each = (words: string, value: boolean | null): [string, boolean | null][] =>
  words.split(' ').map((word) => [word, value]);

/** YAML 1.1 booleans, which kubectl (sigs.k8s.io/yaml) still reads in plain scalars. */
export const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...(each('y Y yes Yes YES on On ON', true) as [string, boolean][]),
  ...(each('n N no No NO off Off OFF', false) as [string, boolean][]),
]);
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ...BOOLEANS,
  ...each('~ null Null NULL', null),
  ...each('true True TRUE', true),
  ...each('false False FALSE', false),
]);
const NUMBER = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const OTHER_NUMBER = /^[-+]?(?:0[ox]|\.inf|\.nan)/i;

/** @returns `undefined` for numbers in rare notations: not read here. */
export function readPlain(text: string): string | number | boolean | null | undefined {
  const code = text.charCodeAt(0);
  // Digits, signs and the point.
  if (code <= 57 && code >= 43) {
    if (NUMBER.test(text)) return Number.parseFloat(text);
    return OTHER_NUMBER.test(text) ? undefined : text;
  }
  if (text.length > 5) return text;
  const word = WORDS.get(text);
  return word === undefined ? text : word;
}
