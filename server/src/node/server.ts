/** The language server under Node: over IPC, stdio, a socket or a pipe, as the process's arguments say. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { createSession } from '../lsp/session';
import { nodeFiles } from './files';

const TRANSPORT = /^--(?:stdio|node-ipc|socket|pipe)(?:=|$)/;

/** Serves one client until it leaves; then the process ends. Standard input and output where the arguments name nothing else. */
export function startServer(): void {
  // The library takes the transport from the arguments alone, and keeps what others print to the console out of stdio.
  if (!process.argv.some((word) => TRANSPORT.test(word))) process.argv.push('--stdio');
  // A person who typed this sees a silent program otherwise.
  if (process.argv.includes('--stdio') && process.stdin.isTTY)
    process.stderr.write('meshward: waiting for an editor to speak LSP on standard input; Ctrl-C ends this\n');
  const connection = createConnection(ProposedFeatures.all);
  const report = (error: unknown) =>
    connection.console.error(`Unexpected: ${error instanceof Error ? error.stack : String(error)}`);
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
  createSession(connection, { files: nodeFiles(), defer: setImmediate });
  connection.listen();
}
