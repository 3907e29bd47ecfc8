/** `dist/server.web.js`: the language server in a browser worker; its files come by way of the client. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { clientFiles } from '../lsp/client-files';
import { createSession } from '../lsp/session';

// The worker's own scope; the compiler is told of no browser here.
const scope = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
const connection = createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));

// Timers of browsers wait 4 ms; a message to oneself does not.
const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
Object.assign(port1, { onmessage: () => waiting.shift()?.() });
const defer = (run: () => void) => {
  waiting.push(run);
  port2.postMessage(undefined);
};

createSession(connection, { files: clientFiles(connection), defer });
connection.listen();
