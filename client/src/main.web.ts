/** Browser hosts: the server is a worker. */
import { commands, type ExtensionContext, Uri, window } from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient, State } from 'vscode-languageclient/browser';
import { activateWith } from './activate';

export function activate(context: ExtensionContext): void {
  const script = Uri.joinPath(context.extensionUri, 'dist/server.web.js').toString(true);
  context.subscriptions.push(
    commands.registerCommand('meshward.checkRendered', () =>
      window.showInformationMessage(
        'Meshward: In the browser no helm and no kustomize can be run. Open the folder in desktop VS Code, or a remote one, to check rendered output.',
      ),
    ),
  );
  activateWith(context, (options) => {
    let worker: Worker | undefined;
    const client = new LanguageClient(
      'meshward',
      'Meshward',
      async () => {
        worker = new Worker(script, { name: 'meshward' });
        // What VS Code calls Worker makes instances of another class, which the client would not know as workers.
        return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
      },
      options,
    );
    // Unlike a process, a worker that was told to exit stays.
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Stopped) worker?.terminate();
    });
    return client;
  });
}
