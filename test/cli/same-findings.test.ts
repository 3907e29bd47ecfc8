/** One answer wherever it is asked: the shipped language server, command line, and browser server in a worker. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { uriOfPath } from '../../server/src/node/files';
import { FS_LIST_REQUEST, FS_READ_REQUEST, type FsReadParams, type FsReadResult } from '../../server/src/protocol';
import { TestClient } from '../lsp/support/client';
import { Cli } from '../support/cli';
import { REPOSITORY } from '../support/repository';
import { TemporaryFolder } from '../support/temporary-folder';
import { startWebWorker } from '../support/web-worker';
import { generatedManifests } from './support/generated';

let cli: Cli;
let folder: TemporaryFolder;

beforeAll(async () => {
  cli = await Cli.shipped();
  folder = new TemporaryFolder(generatedManifests(2000));
}, 120_000);
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
async function shownBy(client: TestClient, root: string, count: number): Promise<Line[]> {
  const shown = () => new Map(client.published.map((one) => [one.uri, one.diagnostics]));
  await client.scanned();
  await client.until('findings of every file', () => client.published.length >= count && shown().size >= count);
  const last = shown();
  return [...last].sort(byName).flatMap(([uri, diagnostics]) =>
    diagnostics.map(({ range: { start, end }, severity, code, message }): Line => {
      const file = nameIn(root, uri);
      const [from, to] = [start, end].map(({ line, character }) => [line, character] as const);
      return [file, ...from!, ...to!, SEVERITIES[severity!]!, String(code), String(message)];
    }),
  );
}

async function fromEditor(path: string, count: number): Promise<Line[]> {
  const root = uriOfPath(path);
  const server = spawn(process.execPath, [join(cli.home, 'dist/server.js'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const client = await TestClient.handshake(connection, { folders: [root] });
  const lines = await shownBy(client, root, count);
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  expect(await ended).toBe(0);
  return lines;
}

/** The editor's side in a browser: it lists and reads the files that the worker cannot reach. */
async function fromBrowser(path: string, count: number): Promise<Line[]> {
  const root = uriOfPath(path);
  const worker = startWebWorker(readFileSync(join(cli.home, 'dist/server.web.js'), 'utf8'));
  worker.connection.onRequest(FS_LIST_REQUEST, () =>
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => uriOfPath(join(entry.parentPath, entry.name))),
  );
  worker.connection.onRequest(FS_READ_REQUEST, ({ uri }: FsReadParams): FsReadResult | null => {
    try {
      const bytes = new Uint8Array(readFileSync(new URL(uri)));
      return { size: bytes.length, bytes };
    } catch {
      return null;
    }
  });
  const client = await TestClient.handshake(worker.connection, { folders: [root] });
  const lines = await shownBy(client, root, count);
  expect(worker.errors).toEqual([]);
  await worker.end();
  return lines;
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
const nameIn = (root: string, uri: string): string => decodeURIComponent(uri.slice(root.length + 1));

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
    expect(render(await fromBrowser(path(), count)).split('\n')).toEqual(expected.split('\n'));
  });
});
