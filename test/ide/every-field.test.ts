/**
 * Completion and hover know every field of every kind, in block style and between braces, and completion every accepted value.
 */
import { expect, test } from 'vitest';
import { KINDS, type Kind } from '../../server/src/core/model/kinds';
import { newCounters, SourceFile } from '../../server/src/core/model/source-file';
import { DEFAULT_PLATFORM } from '../../server/src/core/platform/platform';
import { SCHEMAS } from '../../server/src/core/schema/bundled';
import { keyPlace } from '../../server/src/core/schema/describe';
import type { SchemaNode } from '../../server/src/core/schema/store';
import { Snapshot } from '../../server/src/core/workspace/snapshot';
import { completionsAt } from '../../server/src/ide/completion';
import { hoverAt } from '../../server/src/ide/hover';

const URI = 'file:///w/manifest.yaml';
const EMPTY = Snapshot.of([], { roots: ['file:///w/'], platform: DEFAULT_PLATFORM });

/** Labels at `§`. The rest of a workspace does not matter here. */
function labelsAt(marked: string): readonly string[] {
  const offset = marked.indexOf('§');
  const text = marked.replace('§', '');
  const file = SourceFile.open(URI, text, { counters: newCounters() });
  return completionsAt(EMPTY, file, offset).map((item) => item.label);
}

/** Where the hovers on the keys say nothing about that field; the keys stand in the text in that order, from its end. */
function unexplained(text: string, names: readonly string[]): string[] {
  const file = SourceFile.open(URI, text, { counters: newCounters() });
  let at = text.length;
  return [...names].reverse().filter((name) => {
    at = text.lastIndexOf(`${name}: 1`, at - 1);
    const hover = hoverAt(EMPTY, file, at, []);
    // On a policy's own name it says what the policy does.
    if (hover && /^metadata:/m.test(text) && name === 'name') return false;
    return !hover?.markdown.includes(`**${name}**`) || text.slice(hover.span.start, hover.span.end) !== name;
  });
}

/** A list's item is `[]`, a free key of a map `any`. */
type Steps = readonly string[];

interface Place {
  readonly steps: Steps;
  readonly node: SchemaNode;
}

/** Every node below a schema; nodes that hold themselves are followed once. */
function* places(node: SchemaNode, steps: Steps = [], above: readonly number[] = []): Generator<Place> {
  if (above.includes(node.id)) return;
  yield { steps, node };
  const next = [...above, node.id];
  if (node.element) yield* places(node.element, [...steps, node.type === 'list' ? '[]' : 'any'], next);
  for (const [name, field] of node.fields) yield* places(field, [...steps, name], next);
}

function block(steps: Steps, rest: string): string {
  let text = '';
  let column = 0;
  let begun = true;
  for (const step of steps) {
    if (step === '[]') {
      text += begun ? `${' '.repeat(column)}- ` : '- ';
      begun = false;
      column += 2;
    } else {
      text += `${begun ? ' '.repeat(column) : ''}${step}:\n`;
      begun = true;
      column += 2;
    }
  }
  return text + (begun ? ' '.repeat(column) : '') + rest;
}

function flow(steps: Steps, rest: string): string {
  const [first, ...others] = steps;
  const inner = others.reduceRight((text, step) => (step === '[]' ? `[${text}]` : `{ ${step}: ${text} }`), rest);
  return first === undefined ? rest : `${first}: ${inner}`;
}

const head = ({ group, kind }: Kind, version: string) =>
  `apiVersion: ${group ? `${group}/${version}` : version}\nkind: ${kind}\n`;

for (const kind of KINDS as readonly Kind[]) {
  for (const version of SCHEMAS.versionsOf(kind.group, kind.kind)) {
    test(`every field of ${kind.kind} ${kind.group}/${version}`, () => {
      const root = SCHEMAS.root(kind.group, version, kind.kind)!;
      const start = head(kind, version);
      let count = 0;
      for (const { steps, node } of places(root)) {
        const at = steps.join('.');
        // Annotations and labels have lists of their own.
        if (node.fields.size > 0 && !keyPlace(steps)) {
          const wanted = [...node.fields.keys()].filter(
            (name) => steps.length > 0 || !/^(?:apiVersion|kind)$/.test(name),
          );
          count += wanted.length;
          const inBlock = new Set(labelsAt(`${start}${block(steps, '§')}\n`));
          const missing = wanted.filter((name) => !inBlock.has(name));
          if (missing.length > 0) expect.fail(`${at} in block style lacks ${missing.join(', ')}`);
          if (steps.length === 0) continue;
          const inFlow = new Set(labelsAt(`${start}${flow(steps, '{ § }')}\n`));
          const blockText = `${start}${block(steps, wanted.map((name) => `${name}: 1`).join(`\n${' '.repeat(2 * steps.length)}`))}\n`;
          const flowText = `${start}${flow(steps, `{ ${wanted.map((name) => `${name}: 1`).join(', ')} }`)}\n`;
          const mute = [blockText, flowText].flatMap((text) => unexplained(text, wanted));
          if (mute.length > 0) expect.fail(`${at}: no hover for ${mute.join(', ')}`);
          const lost = wanted.filter((name) => !inFlow.has(name));
          if (lost.length > 0) expect.fail(`${at} in flow style lacks ${lost.join(', ')}`);
        }
        // Nothing is no label to choose.
        const values = (node.type === 'boolean' ? ['true', 'false'] : (node.values ?? []).map(String)).filter(
          (value) => value !== '',
        );
        if (values.length === 0 || steps.length < 2) continue;
        const last = steps.at(-1)!;
        const typed = last === '[]' ? block(steps, '§') : block(steps.slice(0, -1), `${last}: §`);
        const inFlow = last === '[]' ? flow(steps, '§') : flow(steps.slice(0, -1), `{ ${last}: § }`);
        for (const marked of [typed, inFlow]) {
          const offered = new Set(labelsAt(`${start}${marked}\n`));
          const without = values.filter((value) => !offered.has(value));
          if (without.length > 0) expect.fail(`${marked} does not offer ${without.join(', ')}`);
        }
      }
      expect(count).toBeGreaterThan(20);
    });
  }
}
