/** One answer wherever it is asked: language server, command line, and the core alone in a bare browser-like context. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uriOfPath } from '../../server/src/node/files';
import { TestClient } from '../lsp/support/client';
import { Cli } from '../support/cli';
import { REPOSITORY } from '../support/repository';
import { TemporaryFolder } from '../support/temporary-folder';
import { generatedManifests } from './support/generated';

let cli: Cli;
let core: string;
let folder: TemporaryFolder;

beforeAll(async () => {
  cli = await Cli.build();
  folder = new TemporaryFolder(generatedManifests(2000));
  const { outputFiles } = await build({
    absWorkingDir: REPOSITORY,
    stdin: {
      contents: `
        import { LineIndex, RULES, SEVERITIES, Workspace } from './server/src/entry/lib';
        const workspace = new Workspace({ roots: [root], rules: RULES });
        workspace.update(new Map(files));
        result = JSON.stringify(files.flatMap(([uri, { text }]) => {
          const lines = new LineIndex(text);
          return workspace.findings(uri).map(({ span, severity, rule, message }) => {
            const [start, end] = [lines.positionAt(span.start), lines.positionAt(span.end)];
            return [uri, start.line, start.character, end.line, end.character, severity, rule, message];
          });
        }));
      `,
      resolveDir: REPOSITORY,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    loader: { '.yaml': 'text' },
    logLevel: 'silent',
  });
  core = outputFiles[0]!.text;
});
afterAll(() => {
  cli.remove();
  folder.remove();
});

type Line = readonly [
  file: string,
  line: number,
  column: number,
  endLine: number,
  endColumn: number,
  severity: string,
  rule: string,
  message: string,
];

const render = (lines: readonly Line[]): string => lines.map((line) => JSON.stringify(line)).join('\n');

interface JsonFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

async function fromCli(path: string): Promise<Line[]> {
  const { stdout, stderr } = await cli.run(['check', '.', '--format', 'json'], { cwd: path });
  expect(stderr).toBe('');
  const { findings } = JSON.parse(stdout) as { findings: JsonFinding[] };
  return findings.map(({ file, line, column, endLine, endColumn, severity, code, message }): Line => {
    return [file, line - 1, column - 1, endLine - 1, endColumn - 1, severity, code, message];
  });
}

const SEVERITIES = ['', 'error', 'warning', 'information', 'hint'];

/** @param count files that have findings, to know when all is shown */
async function fromEditor(path: string, count: number): Promise<Line[]> {
  const root = uriOfPath(path);
  const client = await TestClient.start({ folders: [root] });
  const shown = () => new Map(client.published.map((one) => [one.uri, one.diagnostics]));
  await client.scanned();
  await client.until('findings of every file', () => client.published.length >= count && shown().size >= count);
  await client.stop();
  const last = shown();
  return [...last].sort(byName).flatMap(([uri, diagnostics]) =>
    diagnostics.map(({ range: { start, end }, severity, code, message }): Line => {
      const file = nameIn(root, uri);
      const [from, to] = [start, end].map(({ line, character }) => [line, character] as const);
      return [file, ...from!, ...to!, SEVERITIES[severity!]!, String(code), String(message)];
    }),
  );
}

function fromCore(path: string): Line[] {
  const root = uriOfPath(path);
  const files = manifestsBelow(path)
    .map((file) => [uriOfPath(join(path, file)), { text: readFileSync(join(path, file), 'utf8') }] as const)
    .sort(byName);
  const globals = { root: `${root}/`, files, result: '' };
  runInNewContext(core, globals, { contextCodeGeneration: { strings: false, wasm: false } });
  return (JSON.parse(globals.result) as Line[]).map(([uri, ...rest]) => [nameIn(root, uri), ...rest]);
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
const nameIn = (root: string, uri: string): string => decodeURIComponent(uri.slice(root.length + 1));

const manifestsBelow = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join('/'));

describe.each([
  ['examples', () => join(REPOSITORY, 'examples')],
  ['2,000 generated files', () => folder.path],
])('%s', (_, path) => {
  test('have the same findings, byte for byte', async () => {
    const terminal = await fromCli(path());
    expect(terminal.length).toBeGreaterThan(10);
    const expected = render(terminal);
    // Not toBe: a difference is to be seen line by line.
    const count = new Set(terminal.map(([file]) => file)).size;
    expect(render(await fromEditor(path(), count)).split('\n')).toEqual(expected.split('\n'));
    expect(render(fromCore(path())).split('\n')).toEqual(expected.split('\n'));
  });
});
