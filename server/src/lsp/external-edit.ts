/** The settings file with one more of `externals`, as an edit that the client previews and applies. */
import type { WorkspaceEdit } from 'vscode-languageserver';
import { LineIndex } from '../core';
import { megabytes, RC_NAME } from '../files/workspace-files';
import { addExternal, newSettings } from '../ide/external-fix';
import type { Session } from './session';
import { canonicalUri } from './uri';

/** @returns `undefined` where there is neither a settings file that can be changed nor a folder for a new one */
export async function externalEdit(
  { client, documents, folderSettings, roots, disk }: Session,
  uri: string,
  pattern: string,
): Promise<WorkspaceEdit | undefined> {
  const root = roots.filter((each) => uri.startsWith(each)).sort((a, b) => b.length - a.length)[0];
  if (root === undefined) return undefined;
  const rc = folderSettings.rcOf(root);
  if (rc === undefined) {
    if (!client.createsFiles) return undefined;
    const made = root + RC_NAME;
    const at = { line: 0, character: 0 };
    return {
      documentChanges: [
        { kind: 'create', uri: made, options: { ignoreIfExists: true } },
        {
          textDocument: { uri: made, version: null },
          edits: [{ range: { start: at, end: at }, newText: newSettings(pattern) }],
        },
      ],
    };
  }
  const open = documents.get(canonicalUri(rc));
  const text = open?.buffer.getText() ?? (await disk.readSettings(rc, megabytes(1)))?.text;
  const edit = text === undefined ? undefined : addExternal(text, pattern);
  if (text === undefined || !edit) return undefined;
  const lines = new LineIndex(text);
  const range = { start: lines.positionAt(edit.span.start), end: lines.positionAt(edit.span.end) };
  const edits = [{ range, newText: edit.newText }];
  const target = open?.uri ?? rc;
  return client.versionedEdits
    ? { documentChanges: [{ textDocument: { uri: target, version: open?.buffer.version ?? null }, edits }] }
    : { changes: { [target]: edits } };
}
