/** Whatever the text: a tree comes back whose places are in the text, and cutting it into documents loses nothing. */
import { expect, test } from 'vitest';
import type { Span } from '../../server/src/core';
import { cursorAt } from '../../server/src/core/yaml/cursor';
import type { YamlNode } from '../../server/src/core/yaml/node';
import { parseYaml } from '../../server/src/core/yaml/parse';
import { resplitSegments, splitSegments } from '../../server/src/core/yaml/segments';
import { forInputs, LIMIT } from './support/inputs';
import { mutatedFiles, mutateText } from './support/mutate';
import type { Random } from './support/random';

const anyText = (random: Random): string => random.pick([...mutatedFiles(random).values()]);

function expectInside(span: Span, text: string, what: string): void {
  if (span.start < 0 || span.end < span.start || span.end > text.length) {
    throw new Error(`${what} at ${span.start}-${span.end} of ${text.length} in ${JSON.stringify(text)}`);
  }
}

/** Aliases share what they stand for, so a node is looked into once. */
function expectTreeInside(root: YamlNode | undefined, text: string): void {
  const seen = new Set<unknown>();
  const pending = root ? [root] : [];
  for (let node = pending.pop(); node; node = pending.pop()) {
    expectInside(node.span, text, node.kind);
    if (node.kind === 'seq' && !seen.has(node.items)) {
      seen.add(node.items);
      pending.push(...node.items);
    } else if (node.kind === 'map' && !seen.has(node.entries)) {
      seen.add(node.entries);
      for (const entry of node.entries) {
        expectInside(entry.span, text, 'entry');
        pending.push(entry.key, entry.value);
      }
    }
  }
}

test('parsing gives a tree and problems inside of the text', LIMIT, () =>
  forInputs(0.08, (random) => {
    const text = anyText(random);
    for (const template of [false, true]) {
      const { root, problems } = parseYaml(text, template);
      expectTreeInside(root, text);
      for (const { span, code } of problems) expectInside(span, text, code);
    }
  }),
);

test('documents put together again are the file, after an edit too', LIMIT, () =>
  forInputs(0.08, (random) => {
    let text = anyText(random);
    let segments = splitSegments(text);
    for (let i = 0; i < 4; i++) {
      expect(segments.map((segment) => segment.text).join('')).toBe(text);
      for (const segment of segments) expect(text.startsWith(segment.text, segment.start)).toBe(true);
      text = mutateText(text, random);
      segments = resplitSegments(segments, text);
      expect(segments).toEqual(splitSegments(text));
    }
  }),
);

test('a cursor is somewhere at every place of a text', LIMIT, () =>
  forInputs(0.08, (random) => {
    const text = anyText(random);
    for (let i = 0; i < 20; i++) {
      const offset = random.below(text.length + 1);
      const { word } = cursorAt(text, offset);
      expectInside(word, text, 'word');
      expect(word.start <= offset && offset <= word.end, `word ${word.start}-${word.end} at ${offset}`).toBe(true);
    }
  }),
);
