/** Browser hosts: the server is a worker. */
import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { activateWith } from './activate';

export function activate(context: ExtensionContext): void {
  const script = Uri.joinPath(context.extensionUri, 'dist/server.web.js').toString(true);
  activateWith(
    context,
    (options) => new LanguageClient('meshward', 'Meshward', () => Promise.resolve(new Worker(script)), options),
  );
}
