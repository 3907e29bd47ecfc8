/** Browser hosts: the server is a worker. */
import { type ExtensionContext, Uri } from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient, State } from 'vscode-languageclient/browser';
import { activateWith } from './activate';

export function activate(context: ExtensionContext): void {
  const script = Uri.joinPath(context.extensionUri, 'dist/server.web.js').toString(true);
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
