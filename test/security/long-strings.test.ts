/** Every rule on strings that are long and nearly match: the runner’s limit is the only guard, and minutes away from what it takes. */
import { expect, test } from 'vitest';
import { isMap, type YamlNode } from '../../server/src/core';
import { cursorAt } from '../../server/src/core/yaml/cursor';
import { parseYaml } from '../../server/src/core/yaml/parse';
import { splitSegments } from '../../server/src/core/yaml/segments';
import { mayHoldManifests } from '../../server/src/files/workspace-files';
import { analyse } from '../support/analyse';
import { repositoryFiles, repositoryText } from '../support/repository';
import { readRulePage } from '../support/rule-page';

const LENGTH = 20_000;
const repeated = (part: string, tail = '') => part.repeat(Math.ceil(LENGTH / part.length)) + tail;

/** By what they try: tails make an almost-match fail at the very end. */
const HOSTILE: Readonly<Record<string, string>> = {
  'letters, then none': repeated('a', '!'),
  dots: repeated('a.', '!'),
  hyphens: repeated('-', '_'),
  slashes: repeated('/', '?'),
  stars: repeated('*', 'a'),
  digits: repeated('1', 'x'),
  templates: repeated('{*}', '{'),
  'double stars': repeated('/{**}', '{'),
  brackets: repeated('request.headers[', ']x'),
  blanks: repeated('a ', ' '),
  'base64 and blanks': repeated('QUJD ', '!'),
  colons: repeated('1:', 'g'),
  scheme: `https://${repeated('a@', '/')}`,
  'percent signs': repeated('%2', 'z'),
  braces: repeated('${', '}'),
};

const cases = repositoryFiles()
  .filter((path) => /^docs\/rules\/[a-z0-9-]+\.md$/.test(path))
  .flatMap((path) =>
    readRulePage(repositoryText(path)!)
      .filter(({ reported }) => reported)
      .slice(0, 1),
  );

/** Offsets of a document’s plain values below `spec`, `data` and the annotations: where a rule reads them. */
function valueSpans(node: YamlNode | undefined, inside = false): { start: number; end: number }[] {
  if (!node || node.alias) return [];
  if (node.kind === 'scalar')
    return inside && node.style !== 'literal' && node.style !== 'folded' && node.span.end > node.span.start
      ? [node.span]
      : [];
  if (node.kind === 'seq') return node.items.flatMap((item) => valueSpans(item, inside));
  return node.entries.flatMap(({ key, value, merged }) =>
    merged ? [] : valueSpans(value, inside || ['spec', 'data', 'annotations', 'labels'].includes(key.text)),
  );
}

function poisoned(text: string, poison: string): string {
  return splitSegments(text)
    .map((segment) => {
      const { root } = parseYaml(segment.text);
      if (!isMap(root)) return segment.text;
      return valueSpans(root)
        .reverse()
        .reduce(
          (done, { start, end }) => done.slice(0, start) + JSON.stringify(poison) + done.slice(end),
          segment.text,
        );
    })
    .join('');
}

test.each(Object.entries(HOSTILE))(
  'every rule’s own example with %s for each value',
  (_, poison) => {
    let changed = 0;
    for (const { files, platform } of cases) {
      const hostile = new Map([...files].map(([name, text]) => [name, poisoned(text, poison)]));
      if ([...hostile].some(([name, text]) => text !== files.get(name))) changed++;
      analyse(hostile, platform);
    }
    expect(changed).toBeGreaterThan(100);
  },
  120_000,
);

const MILLION = 1_000_000;
const TEXTS: Readonly<Record<string, string>> = {
  'comments with CRLF, then text': `%YAML 1.2\r\n${'# comment\r\n'.repeat(5000)}a: b\r\n---\r\nc: d\r\n`,
  'blank lines in metadata': `apiVersion: v1\nkind: Namespace\nmetadata:\n${'  \n'.repeat(5000)}spec: {\n`,
  'openings of actions': `a: ${'{{ '.repeat(MILLION / 10)}`,
  'colons and blanks': `"{{": ${': '.repeat(MILLION / 20)}`,
  'half a patch': `apiVersion: v1\n${'op: x\n'.repeat(MILLION / 20)}`,
  'one long line': `a: ${'x'.repeat(MILLION)}`,
  quotes: `a: ${'"'.repeat(MILLION / 10)}`,
  hashes: `a: ${' #'.repeat(MILLION / 10)}`,
  'block scalar headers': `a: ${'| '.repeat(MILLION / 10)}`,
};

test.each(Object.entries(TEXTS))(
  'a text of %s is cut, parsed and completed in',
  (_, text) => {
    expect(
      splitSegments(text)
        .map((segment) => segment.text)
        .join(''),
    ).toBe(text);
    parseYaml(text);
    mayHoldManifests('file:///w/a.yaml', text);
    analyse(new Map([['a.yaml', `apiVersion: v1\nkind: ConfigMap\n${text}`]]));
    for (const offset of [0, Math.floor(text.length / 2), text.length]) {
      expect(cursorAt(text, offset).word.start).toBeLessThanOrEqual(offset);
    }
  },
  120_000,
);
