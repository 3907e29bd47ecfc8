/** No regular expression of ours can be made to think for ever: judged by its structure, so no clock is needed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'acorn';
import { transformSync } from 'esbuild';
import { analyse } from 'scslre';
import { expect, test } from 'vitest';
import { REPOSITORY } from '../support/repository';

interface Literal {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

function literalsIn(file: string): Literal[] {
  const { code } = transformSync(readFileSync(join(REPOSITORY, file), 'utf8'), { loader: 'ts', target: 'es2022' });
  const found: Literal[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('regex' in node) {
      const { pattern, flags } = node.regex as { pattern: string; flags: string };
      found.push({ file, source: pattern, flags });
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(parse(code, { ecmaVersion: 2022, sourceType: 'module' }).body);
  return found;
}

const literals = ['server/src', 'client/src'].flatMap((folder) =>
  (readdirSync(join(REPOSITORY, folder), { recursive: true }) as string[])
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.gen.ts'))
    .flatMap(literalsIn),
);

/** What takes time with the power of the text's length, in words; empty for a harmless one. */
const dangersOf = ({ file, source, flags }: Literal): string[] =>
  analyse({ source, flags }, { reportTypes: { Move: false } })
    .reports.filter(({ exponential }) => exponential)
    .map(({ type }) => `${file}: /${source}/${flags} (${type})`);

test('the judge knows a dangerous one', () => {
  expect(literals.length).toBeGreaterThan(200);
  expect(dangersOf({ file: 'x', source: '^(a+)+$', flags: '' })).toHaveLength(1);
  expect(dangersOf({ file: 'x', source: '^(?: +[^\\n]*\\n| *\\n)*x', flags: '' })).not.toEqual([]);
});

test('none of ours takes exponential time', () => {
  expect(literals.flatMap(dangersOf)).toEqual([]);
});
