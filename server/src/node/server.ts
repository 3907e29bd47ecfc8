/** The language server under Node: over IPC, stdio, a socket or a pipe, as the process's arguments say. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { createSession } from '../lsp/session';
import { nodeFiles } from './files';

/** Serves one client until it leaves; then the process ends. */
export function startServer(): void {
  const connection = createConnection(ProposedFeatures.all);
  const report = (error: unknown) =>
    connection.console.error(`Unexpected: ${error instanceof Error ? error.stack : String(error)}`);
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
  createSession(connection, { files: nodeFiles(), defer: setImmediate });
  connection.listen();
}
