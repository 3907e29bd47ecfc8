import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CliHost } from '../../server/src/cli/host';
import { plainMarkdown } from '../../server/src/cli/plain-markdown';
import { runCli } from '../../server/src/cli/program';
import { Cli } from '../support/cli';
import { REPOSITORY } from '../support/repository';

let cli: Cli;
beforeAll(async () => {
  cli = await Cli.build();
});
afterAll(() => cli.remove());

test('prints the facts, the reason and the examples', async () => {
  const { stdout, code } = await cli.run(['explain', 'root-selector-ignored']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^root-selector-ignored\n\nSeverity: error\nLooks at: PeerAuthentication\n/);
  expect(stdout).toContain('\n    kind: PeerAuthentication\n');
  expect(stdout).toContain('\nAfter the quick fix:\n');
  expect(stdout).not.toMatch(/```|<!--|\]\(/);
});

test('every page can be asked for by its name', async () => {
  const pages = readdirSync(join(REPOSITORY, 'docs/rules')).filter((name) => name !== 'README.md');
  for (const page of pages) {
    const printed: string[] = [];
    const host: CliHost = {
      cwd: REPOSITORY,
      home: REPOSITORY,
      color: false,
      env: {},
      out: async (text) => void printed.push(text),
      error: async (text) => void printed.push(`error: ${text}`),
      progress: () => {},
      readInput: async () => new Uint8Array(),
      uninterrupted: (work) => work(),
      startServer: () => {},
    };
    const rule = page.slice(0, -3);
    expect(await runCli(['explain', rule], host), page).toBe(0);
    expect(printed.join('').startsWith(`${rule}\n\n`), page).toBe(true);
  }
});

test('without a name lists the rules; with a wrong one says which was meant', async () => {
  expect((await cli.run(['explain'])).stdout).toContain('root-selector-ignored (error): ');
  expect(await cli.run(['explain', 'root-selector-ignore'])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'meshward: There is no rule root-selector-ignore. Did you mean root-selector-ignored?\n',
  });
  expect((await cli.run(['explain', '../../package'])).code).toBe(2);
});

test('markdown becomes plain text', () => {
  expect(
    plainMarkdown('# a\n\n[b](c.md) and [d](https://e.example/)\n\n```yaml title="f.yaml"\ng: 1\n#<^ h\n```\n'),
  ).toBe('a\n\nb and d <https://e.example/>\n\nf.yaml:\n\n    g: 1\n    # ^ h\n');
});
