import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { fixAllEdits } from '../../ide/fix-all';
import { findQuickFix } from '../../ide/quick-fix';
import { externalEdit } from '../external-edit';
import type { Session } from '../session';
import type { ActionData } from './code-action';

export function onCodeActionResolve(session: Session): void {
  const { connection, manifests, converter } = session;
  connection.onCodeActionResolve(async (action) => {
    const data = action.data as ActionData | undefined;
    if (!data) return action;
    const { workspace } = manifests;
    if ('fixAll' in data) {
      manifests.flush();
      return { ...action, edit: converter.workspaceEdit(fixAllEdits(workspace, data.fixAll)) };
    }
    if ('external' in data) {
      const edit = await externalEdit(session, data.uri, data.external);
      return edit ? { ...action, edit } : action;
    }
    const fix = findQuickFix(workspace, manifests.findings(data.fix.uri), data.fix);
    if (!fix) throw new ResponseError(LSPErrorCodes.ContentModified, 'The file has changed; ask for the fix again.');
    return { ...action, edit: converter.workspaceEdit(fix.edits()) };
  });
}
