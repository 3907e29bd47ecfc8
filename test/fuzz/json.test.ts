/** JSON in a scalar of every style, with slips: a repair leaves YAML that holds JSON, and edits say what they put where. */
import { expect, test } from 'vitest';
import { EmbeddedJson } from '../../server/src/core/model/embedded-json';
import { applyEdits } from '../../server/src/core/text/edit';
import { entryOf, isScalar, type ScalarNode } from '../../server/src/core/yaml/node';
import { parseYaml } from '../../server/src/core/yaml/parse';
import { forInputs, LIMIT } from './support/inputs';
import type { Random } from './support/random';
import { expectInside } from './support/workspace';

const JSON_TEXT = `{
  "ingressGateway": "knative-serving/knative-ingress-gateway",
  "localGateway": "knative-serving/knative-local-gateway",
  "disableIstioVirtualHost": false,
  "domains": ["example.com", "it's.example", "a\\\\b \\"q\\" ü 😀"],
  "nested": { "a": 1, "b": [true, null] }
}`;

const SLIPS: readonly ((json: string, random: Random) => string)[] = [
  (json) => json.replace(/\n\}$/, ',\n}'),
  (json) => json.replace(/\}$/, ''),
  (json) => json.replace(/\]/, ',]'),
  (json, random) => without(json, ',', random),
  (json, random) => without(json, '"', random),
  (json, random) => without(json, '\n', random),
  (json, random) => before(json, '\n', random, random.pick([' # why', ' // why', ' /* why */', ',', ' ', '\t'])),
  (json, random) => before(json, '\n', random, '\n# a line\n'),
  (json) => json.replaceAll('"', '\u201D'),
  (json) => `${json}}`,
  (json) => `${json}\n\n`,
  (json, random) => json.slice(0, random.below(json.length)),
];

function placesOf(text: string, part: string): number[] {
  return [...text.matchAll(new RegExp(part, 'g'))].map(({ index }) => index);
}
function without(text: string, part: string, random: Random): string {
  const at = random.pick(placesOf(text, part)) ?? text.length;
  return text.slice(0, at) + text.slice(at + 1);
}
function before(text: string, part: string, random: Random, added: string): string {
  const at = random.pick(placesOf(text, part)) ?? text.length;
  return text.slice(0, at) + added + text.slice(at);
}

const indented = (text: string): string => text.replaceAll('\n', '\n    ');

/** Writes a text as a value at column 2, as people do: long flow scalars folded, some characters escaped. */
const STYLES: readonly ((json: string, random: Random) => string)[] = [
  (json) => `|-\n    ${indented(json)}`,
  (json) => `|\n    ${indented(json)}\n`,
  (json) => `>-\n    ${indented(json)}`,
  (json) => `|2-\n    ${indented(json)}`,
  (json) => `'${indented(json.replaceAll("'", "''"))}'`,
  (json) => JSON.stringify(json),
  (json) => `"${indented(json.replaceAll('\\', '\\\\').replaceAll('"', '\\"'))}"`,
  (json, random) =>
    JSON.stringify(json).replace(/[ ,{}a-e]/g, (char) => {
      if (random.chance(0.03)) return `\\x${char.charCodeAt(0).toString(16)}`;
      if (random.chance(0.03)) return `\\U0000${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
      return random.chance(0.03) ? `${char}\\\n    ` : random.chance(0.03) && char === ',' ? `${char}\n\n      ` : char;
    }),
];

function scalarIn(text: string): ScalarNode | undefined {
  const { root, problems } = parseYaml(text);
  const value = entryOf(entryOf(root, 'data')?.value, 'ingress')?.value;
  return problems.length === 0 && isScalar(value) ? value : undefined;
}

test('a repair of JSON in YAML', LIMIT, () =>
  forInputs(0.1, (random) => {
    let json = JSON_TEXT;
    for (let i = random.below(3); i >= 0; i--) json = random.pick(SLIPS)(json, random);
    const written = random.pick(STYLES)(json, random);
    const lines = `kind: ConfigMap\ndata:\n  ingress: ${written}\n  other: "1"\n`;
    const text = random.chance(0.2) ? lines.replaceAll('\n', '\r\n') : lines;
    const scalar = scalarIn(text);
    if (!scalar) return;
    const read = EmbeddedJson.read(text, scalar);
    for (const { span, code } of read.problems) expectInside(span, text, code);
    const edit = read.repair();
    if (!edit) return;
    expectInside(edit.span, text, 'repair');
    const after = applyEdits(text, [edit]);
    const repaired = scalarIn(after);
    if (!repaired) throw new Error(`repair breaks\n${JSON.stringify(text)}\n${JSON.stringify(after)}`);
    const again = EmbeddedJson.read(after, repaired);
    if (again.problems.length > 0 || again.root === undefined)
      throw new Error(`no JSON after the repair\n${JSON.stringify(text)}\n${JSON.stringify(after)}`);
    expect(JSON.parse(repaired.text)).toEqual(again.root && JSON.parse(again.text));
  }),
);
