import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { Cli } from '../support/cli';

let cli: Cli;
beforeAll(async () => {
  cli = await Cli.build({ withServer: true });
});
afterAll(() => cli.remove());

test.each([
  ['cli.js lsp --stdio', ['cli.js', 'lsp', '--stdio']],
  ['cli.js lsp', ['cli.js', 'lsp']],
  ['server.js', ['server.js']],
])('%s is the language server', async (_, [script, ...words]) => {
  const child = spawn(process.execPath, [join(cli.home, 'dist', script!), ...words]);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  const answer = (await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} })) as {
    capabilities: { codeActionProvider?: unknown };
  };
  expect(answer.capabilities.codeActionProvider).toBeTruthy();
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  expect(await ended).toBe(0);
});

test('an option that it does not have is told, not served', async () => {
  expect(await cli.run(['lsp', '--tcp'])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('--tcp'),
  });
});
