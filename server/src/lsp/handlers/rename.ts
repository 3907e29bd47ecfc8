import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { renameAt, renameTargetAt } from '../../ide/rename';
import type { Session } from '../session';
import { canonicalUri, isRendered } from '../uri';

export function onRename({ connection, manifests, converter }: Session): void {
  connection.onPrepareRename(({ textDocument, position }) => {
    const uri = canonicalUri(textDocument.uri);
    if (isRendered(uri))
      throw new ResponseError(
        LSPErrorCodes.RequestFailed,
        'This is rendered output: rename it where it is rendered from.',
      );
    manifests.flush();
    const { workspace, lines } = manifests;
    const file = workspace.snapshot.files.get(uri);
    const target = file && renameTargetAt(workspace.snapshot, file, lines.offsetAt(uri, position));
    if (!target) return null;
    if ('refusal' in target) throw new ResponseError(LSPErrorCodes.RequestFailed, target.refusal);
    return { range: lines.rangeOf(uri, target.span), placeholder: target.name };
  });
  connection.onRenameRequest(({ textDocument, position, newName }) => {
    const uri = canonicalUri(textDocument.uri);
    manifests.flush();
    if (manifests.unread.size > 0)
      throw new ResponseError(LSPErrorCodes.RequestFailed, 'The folders are still being read; try again in a moment.');
    const { workspace, lines } = manifests;
    const file = workspace.snapshot.files.get(uri);
    if (!file) return null;
    const edits = renameAt(workspace.snapshot, file, lines.offsetAt(uri, position), newName);
    if ('refusal' in edits) throw new ResponseError(LSPErrorCodes.RequestFailed, edits.refusal);
    return converter.workspaceEdit(edits);
  });
}
