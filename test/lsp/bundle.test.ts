import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { bundles } from '../../scripts/bundles.mjs';
import { ROOT_SELECTOR, rootSelector } from '../support/manifests';
import { TemporaryFolder } from '../support/temporary-folder';
import { TestClient } from './support/client';

const root = join(import.meta.dirname, '../..');
let out: string;

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'meshward-server-'));
  await Promise.all(
    bundles(out, true)
      .filter(({ outfile }) => !/(?:client|view)/.test(outfile!))
      .map((bundle) => build(bundle)),
  );
});
afterAll(() => rmSync(out, { recursive: true }));

test('the bundled server speaks over stdio, and ends when it is told to', async () => {
  const folder = new TemporaryFolder({ 'auth.yaml': rootSelector() });
  const server = spawn(process.execPath, [join(out, 'server.js'), '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = new Promise((resolve) => server.once('exit', resolve));
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const client = await TestClient.handshake(connection, { folders: [folder.uri] });
  await client.untilShown(folder.uriOf('auth.yaml'), ROOT_SELECTOR);
  await client.connection.sendRequest('shutdown');
  await client.connection.sendNotification('exit');
  expect(await exit).toBe(0);
  folder.remove();
});

test('the server for browsers needs nothing of Node', async () => {
  const { errors } = await build({
    absWorkingDir: root,
    bundle: true,
    write: false,
    logLevel: 'silent',
    entryPoints: ['server/src/entry/web.ts'],
    platform: 'browser',
    format: 'iife',
  });
  expect(errors).toEqual([]);
});
