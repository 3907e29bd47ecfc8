/** A scaffold's files as one workspace edit: previewed, never over an existing file unseen. */
import {
  FileSystemError,
  Position,
  Range,
  type TextDocument,
  type Uri,
  Uri as Uris,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import type { ScaffoldFile } from '../../../server/src/protocol';

export interface ScaffoldEdit {
  readonly edit: WorkspaceEdit;
  readonly created: readonly Uri[];
  /** Exist with another content. */
  readonly changed: readonly Uri[];
}

/** Files that are there with the same content are left out. */
export async function planEdit(folder: Uri, files: readonly ScaffoldFile[]): Promise<ScaffoldEdit> {
  const edit = new WorkspaceEdit();
  const created: Uri[] = [];
  const changed: Uri[] = [];
  for (const { path, text } of files) {
    const uri = Uris.joinPath(folder, ...path.split('/'));
    const document = await openIfThere(uri);
    if (!document) {
      const metadata = { needsConfirmation: false, label: 'New files' };
      edit.createFile(uri, { overwrite: false }, metadata);
      edit.insert(uri, new Position(0, 0), text, metadata);
      created.push(uri);
    } else if (document.getText().replaceAll('\r\n', '\n') !== text) {
      const all = new Range(new Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
      // Not ticked in the preview until the user does so.
      edit.replace(uri, all, text, { needsConfirmation: true, label: 'exists, would be changed' });
      changed.push(uri);
    }
  }
  return { edit, created, changed };
}

/**
 * Shows the Refactor Preview and waits for the user's decision there.
 * @returns true when something was applied.
 */
export async function applyWithPreview({ edit, created, changed }: ScaffoldEdit): Promise<boolean> {
  const anchor = created[0];
  // The editor opens its preview only for an edit that needs confirmation, and then such an edit is not ticked. New files are to be ticked, so
  // the one that asks is an edit that the preview leaves out: it makes a file, unless there is one, where there is one.
  if (anchor && changed.length === 0) {
    edit.createFile(
      await existingParent(anchor),
      { ignoreIfExists: true },
      { needsConfirmation: true, label: 'New files' },
    );
  }
  const applied = await workspace.applyEdit(edit, { isRefactoring: true });
  if (!applied) return false;
  // A file on disk that is empty until the user saves it would mislead every other tool. Changed files are saved as
  // `files.refactoring.autoSave` says.
  for (const uri of created) await (await openIfThere(uri))?.save();
  return true;
}

async function openIfThere(uri: Uri): Promise<TextDocument | undefined> {
  try {
    await workspace.fs.stat(uri);
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') return undefined;
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
    if (error instanceof FileSystemError && error.code === 'FileNotFound' && parent.path !== uri.path)
      return existingParent(parent);
    throw error;
  }
}
