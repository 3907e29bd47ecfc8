/** A scaffold's files as one workspace edit: previewed, never over an existing file unseen. */
import {
  FileSystemError,
  FileType,
  l10n,
  Position,
  Range,
  type TextDocument,
  type Uri,
  Uri as Uris,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import type { ScaffoldEdit as PlannedEdit, ScaffoldPlan } from '../../../server/src/protocol';

export interface ScaffoldEdit {
  readonly edit: WorkspaceEdit;
  readonly created: readonly Uri[];
  /** Are there, and take over what they lack, or (only when the user says so) another content. */
  readonly changed: readonly Uri[];
  /** Some edit is not to be made before the user ticks it, so the preview opens anyway. */
  readonly asks: boolean;
}

export const rangeOf = ({ start, end }: PlannedEdit['range']): Range =>
  new Range(start.line, start.character, end.line, end.character);

const NEW = { needsConfirmation: false, label: l10n.t('New files') };

/** Files that are there with the same content are left out. */
export async function planEdit(folder: Uri, plan: ScaffoldPlan): Promise<ScaffoldEdit> {
  const edit = new WorkspaceEdit();
  const created: Uri[] = [];
  const changed: Uri[] = [];
  let asks = false;
  for (const { path, text } of plan.creates) {
    const uri = Uris.joinPath(folder, ...path.split('/'));
    const document = await openIfThere(uri);
    if (!document) {
      edit.createFile(uri, { overwrite: false }, NEW);
      edit.insert(uri, new Position(0, 0), text, NEW);
      created.push(uri);
    } else if (document.getText().replaceAll('\r\n', '\n') !== text) {
      const all = new Range(new Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
      // Not ticked in the preview until the user does so.
      edit.replace(uri, all, text, { needsConfirmation: true, label: l10n.t('exists, would be changed') });
      changed.push(uri);
      asks = true;
    }
  }
  for (const { uri: there, range, newText, label } of plan.edits) {
    const uri = Uris.parse(there);
    edit.replace(uri, rangeOf(range), newText, { needsConfirmation: false, label });
    if (!changed.some((known) => known.toString() === uri.toString())) changed.push(uri);
  }
  return { edit, created, changed, asks };
}

/** New files could not be made. */
export class FolderNotWritable extends Error {}

/**
 * Says why nothing can be written into a folder, where that shows before it is tried.
 * @throws FolderNotWritable with a message for the user
 */
export async function assertWritable(folder: Uri): Promise<void> {
  const parent = await existingParent(Uris.joinPath(folder, 'x'));
  const shown = workspace.asRelativePath(parent);
  if (workspace.fs.isWritableFileSystem(parent.scheme) === false) {
    throw new FolderNotWritable(`${shown} is on a file system that can only be read. Choose another folder.`);
  }
  const { type, permissions } = await workspace.fs.stat(parent);
  if ((type & FileType.Directory) === 0) {
    throw new FolderNotWritable(`${shown} is a file, not a folder. Choose another folder.`);
  }
  if (permissions) throw new FolderNotWritable(`${shown} can only be read. Choose another folder.`);
}

/**
 * Shows the Refactor Preview and waits for the user's decision there.
 * @returns true when something was applied.
 * @throws FolderNotWritable when files could not be made; those that were are gone again
 */
export async function applyWithPreview({ edit, created, changed, asks }: ScaffoldEdit): Promise<boolean> {
  const anchor = created[0] ?? changed[0];
  // The editor opens its preview only for an edit that needs confirmation, and then such an edit is not ticked. New files are to be ticked, so
  // the one that asks is an edit that the preview leaves out: it makes a file, unless there is one, where there is one.
  if (anchor && !asks) {
    edit.createFile(await existingParent(anchor), { ignoreIfExists: true }, { ...NEW, needsConfirmation: true });
  }
  // Fires when the user has said yes, so that a refusal can be told from a failure.
  let confirmed = false;
  const listener = workspace.onWillCreateFiles(() => {
    confirmed = true;
  });
  const applied = await workspace.applyEdit(edit, { isRefactoring: true }).then(
    (done) => done,
    () => false,
  );
  listener.dispose();
  if (!applied && confirmed) {
    for (const uri of created) await workspace.fs.delete(uri).then(undefined, () => {});
    const folder = created[0] ?? anchor;
    const shown = folder ? workspace.asRelativePath(Uris.joinPath(folder, '..')) : l10n.t('The folder');
    throw new FolderNotWritable(
      l10n.t('{0} cannot be written to, and nothing was changed. Choose another folder.', shown),
    );
  }
  if (!applied) return false;
  // A file on disk that is empty until the user saves it would mislead every other tool. Changed files are saved as
  // `files.refactoring.autoSave` says.
  for (const uri of created) await (await openIfThere(uri))?.save();
  return true;
}

/** Below a file there is nothing either. */
const isMissing = (error: unknown): boolean =>
  error instanceof FileSystemError && ['FileNotFound', 'FileNotADirectory'].includes(error.code);

async function openIfThere(uri: Uri): Promise<TextDocument | undefined> {
  try {
    await workspace.fs.stat(uri);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return workspace.openTextDocument(uri);
}

async function existingParent(uri: Uri): Promise<Uri> {
  const parent = Uris.joinPath(uri, '..');
  try {
    await workspace.fs.stat(parent);
    return parent;
  } catch (error) {
    if (isMissing(error) && parent.path !== uri.path) return existingParent(parent);
    throw error;
  }
}
