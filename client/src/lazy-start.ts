/** Starts the server when the first manifest is seen: projects without manifests pay for one look at each YAML file they open. */
import { Disposable, type TextDocument, workspace } from 'vscode';
import type { LanguageServer } from './language-server';
import { mayBeManifest } from './manifest-languages';

export function startWhenNeeded(server: LanguageServer): Disposable {
  const listeners: Disposable[] = [];
  const stopLooking = () => Disposable.from(...listeners.splice(0)).dispose();
  const look = (document: TextDocument) => {
    if (!mayBeManifest(document)) return;
    stopLooking();
    // A failure is shown by the server's own status and message.
    server.client().catch(() => {});
  };
  listeners.push(
    workspace.onDidOpenTextDocument(look),
    workspace.onDidChangeTextDocument(({ document }) => look(document)),
  );
  for (const document of workspace.textDocuments) look(document);
  return new Disposable(stopLooking);
}
