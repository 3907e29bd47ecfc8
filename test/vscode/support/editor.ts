/** What the suites inside VS Code ask of its API. */
import * as vscode from 'vscode';

/** Meshward's own diagnostics of a file. */
export const ours = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'meshward');

/** Resolves when the file's diagnostics fit; the test's own limit ends it otherwise. */
export function until(
  uri: vscode.Uri,
  fits: (diagnostics: readonly vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> {
  return new Promise((resolve) => {
    const look = () => {
      const diagnostics = ours(uri);
      if (!fits(diagnostics)) return;
      listener.dispose();
      resolve(diagnostics);
    };
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

/** The quick fixes there with their edits; asked again when a provider that registers meanwhile makes VS Code cancel. */
export async function quickFixes(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  for (;;) {
    try {
      return await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        range,
        vscode.CodeActionKind.QuickFix.value,
        100,
      );
    } catch (error) {
      if (!(error instanceof Error && error.name === 'Canceled')) throw error;
    }
  }
}
