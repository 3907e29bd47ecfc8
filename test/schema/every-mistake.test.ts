/** The common mistakes, made in every field of every kind: each is found once, in its place, and its fix cures it. */
import { expect, test } from 'vitest';
import { KINDS, type Kind, type KindId } from '../../server/src/core/model/kinds';
import { SCHEMAS } from '../../server/src/core/schema/bundled';
import type { SchemaProblem } from '../../server/src/core/schema/problem';
import type { SchemaNode } from '../../server/src/core/schema/store';
import { validateObject } from '../../server/src/core/schema/validate';
import { applyEdits } from '../../server/src/core/text/edit';
import { isMap } from '../../server/src/core/yaml/node';
import { parseYaml } from '../../server/src/core/yaml/parse';

type Steps = readonly string[];

/** Every map with fields, where it is met first. */
function* maps(node: SchemaNode, steps: Steps = [], seen = new Set<number>()): Generator<[Steps, SchemaNode]> {
  if (seen.has(node.id)) return;
  seen.add(node.id);
  if (node.fields.size > 0) yield [steps, node];
  if (node.element) yield* maps(node.element, [...steps, node.type === 'list' ? '[]' : 'any'], seen);
  for (const [name, field] of node.fields) yield* maps(field, [...steps, name], seen);
}

function block(steps: Steps, line: string): string {
  let lines = [line];
  for (const step of [...steps].reverse()) {
    lines =
      step === '[]'
        ? lines.map((each, i) => (i === 0 ? `- ${each}` : `  ${each}`))
        : [`${step}:`, ...lines.map((each) => `  ${each}`)];
  }
  return `${lines.join('\n')}\n`;
}

const FORM = new Set(['unknown-field', 'wrong-type', 'invalid-enum']);

/** What a value of the type looks like, and mistakes in writing it with part of the fix's title. */
function mistakesIn(name: string, field: SchemaNode): readonly [string, string][] {
  switch (field.type) {
    case 'string':
      return field.values
        ? []
        : [
            [`${name}: 10`, 'Quote it'],
            [`${name}: on`, 'Quote it'],
          ];
    case 'integer':
      return field.values ? [] : [[`${name}: "10"`, 'without quotes']];
    case 'number':
      return [[`${name}: "1.5"`, 'without quotes']];
    case 'boolean':
      return [
        [`${name}: "true"`, 'Write true without quotes'],
        [`${name}: "no"`, 'Write false without quotes'],
      ];
    case 'list':
      return field.element?.type === 'string' && !field.element.values ? [[`${name}: word`, 'Make it a list']] : [];
    default:
      return [];
  }
}

for (const { id, group, kind } of KINDS as readonly (Kind & { id: KindId })[]) {
  const [version] = SCHEMAS.versionsOf(group, kind);
  const schema = version === undefined ? undefined : SCHEMAS.root(group, version, kind);
  if (!schema) continue;

  /** Problems of form at the steps and below; what is missing there is not the matter. */
  const problemsIn = (text: string, steps: Steps): SchemaProblem[] => {
    const { root, problems } = parseYaml(text);
    expect(problems, text).toEqual([]);
    if (!isMap(root)) throw new Error(`no map: ${text}`);
    return validateObject(root, schema, { text, kind, head: root }).filter(
      (each) => FORM.has(each.code) && each.path.length > steps.length - 1,
    );
  };

  test(id, () => {
    let count = 0;
    for (const [steps, node] of maps(schema)) {
      for (const [name, field] of node.fields) {
        const wrongCase = name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase();
        const isUnambiguous =
          [...node.fields.keys()].filter((each) => each.toLowerCase() === name.toLowerCase()).length === 1;
        const mistakes: [string, string][] = [...mistakesIn(name, field)];
        if (!node.open && isUnambiguous && wrongCase !== name) mistakes.push([`${wrongCase}:`, `Rename to ${name}`]);
        if (steps.length === 0 && (name === 'apiVersion' || name === 'kind')) continue;
        for (const [line, title] of mistakes) {
          count++;
          const text = block(steps, line);
          const found = problemsIn(text, steps);
          expect(
            found.map((each) => each.message.what),
            text,
          ).toHaveLength(1);
          const fix = found[0]!.fixes.find((each) => each.title.includes(title));
          if (!fix)
            expect.fail(`${text}has no fix "${title}": ${found[0]!.fixes.map((each) => each.title).join('; ')}`);
          expect(fix.safe, `${text}${fix.title}`).toBe(true);
          expect(problemsIn(applyEdits(text, fix.edits()), steps), text).toEqual([]);
        }
        if (field.type === 'int-or-string')
          for (const good of ['10', '"10%"', '10%'])
            expect(problemsIn(block(steps, `${name}: ${good}`), steps)).toEqual([]);
      }
    }
    expect(count).toBeGreaterThan(10);
  });
}
