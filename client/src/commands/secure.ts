/** "Secure This InferenceService" from the view or the palette: the server's refactoring, previewed. */
import {
  CancellationError,
  type CodeAction,
  commands,
  l10n,
  Range,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { type ProtocolLocation, SECURE_KIND } from '../../../server/src/protocol';
import type { LanguageServer } from '../language-server';
import { applyWithPreview } from './scaffold-edit';

/** @param given a service of the view; without one, what is at the cursor. */
export async function secureInferenceService(server: LanguageServer, given: unknown): Promise<void> {
  // A failure is shown by the server's own status and message.
  if (!(await server.client().catch(() => undefined))) return;
  const place = placeOf(given) ?? placeOfCursor();
  const actions = place ? await actionsAt(place) : [];
  const [only] = actions;
  if (!only) {
    void window.showInformationMessage(
      l10n.t(
        'There is nothing to add: put the cursor on the first lines of an InferenceService that lacks a sidecar, a visibility or a policy.',
      ),
    );
    return;
  }
  const chosen =
    actions.length === 1
      ? only
      : (
          await window.showQuickPick(
            actions.map((action) => ({ label: action.title, action })),
            { title: l10n.t('Secure This InferenceService'), placeHolder: l10n.t('How far?') },
          )
        )?.action;
  if (chosen?.edit) await preview(chosen.edit, chosen.title);
}

interface Place {
  readonly uri: Uri;
  readonly range: Range;
}

function placeOf(given: unknown): Place | undefined {
  const { location } = (given ?? {}) as { location?: ProtocolLocation | null };
  if (!location) return undefined;
  const { start, end } = location.range;
  return {
    uri: Uri.parse(location.uri, true),
    range: new Range(start.line, start.character, end.line, end.character),
  };
}

const placeOfCursor = (): Place | undefined => {
  const editor = window.activeTextEditor;
  return editor && { uri: editor.document.uri, range: editor.selection };
};

async function actionsAt({ uri, range }: Place): Promise<CodeAction[]> {
  // The editor asks only about documents that it holds.
  await workspace.openTextDocument(uri);
  const command = 'vscode.executeCodeActionProvider';
  const ask = () => commands.executeCommand<CodeAction[]>(command, uri, range, SECURE_KIND, 10);
  // A provider that registers meanwhile, as ours do after the start, makes VS Code cancel what is under way.
  const actions = await ask().then(undefined, (error) => (isCancellation(error) ? ask() : Promise.reject(error)));
  return actions.filter(({ kind, edit }) => kind?.value === SECURE_KIND && edit !== undefined);
}

/** VS Code's error loses its class on the way between its processes. */
const isCancellation = (error: unknown): boolean =>
  error instanceof Error && error.name === new CancellationError().name;

async function preview(edit: WorkspaceEdit, label: string): Promise<void> {
  const labelled = new WorkspaceEdit();
  const changed: Uri[] = [];
  for (const [uri, edits] of edit.entries()) {
    for (const { range, newText } of edits) labelled.replace(uri, range, newText, { needsConfirmation: false, label });
    changed.push(uri);
  }
  const applied = await applyWithPreview({ edit: labelled, created: [], changed, asks: false });
  const [first] = changed;
  if (applied && first) await window.showTextDocument(first);
}
