/** Desktop and remote hosts: the server is a Node process beside the extension. */
import { commands, type ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { activateWith } from './activate';
import { checkRendered } from './render/check-rendered';
import { RenderedDocuments } from './render/rendered-documents';

export function activate(context: ExtensionContext): void {
  const module = context.asAbsolutePath('dist/server.js');
  const { server, output } = activateWith(context, (options) => {
    const run = { module, transport: TransportKind.ipc };
    const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6009', '--enable-source-maps'] } };
    return new LanguageClient('meshward', 'Meshward', { run, debug }, options);
  });
  const rendered = new RenderedDocuments();
  context.subscriptions.push(
    rendered,
    commands.registerCommand('meshward.checkRendered', () => checkRendered(server, rendered, output)),
  );
}
