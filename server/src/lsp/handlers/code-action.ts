import { type CodeAction, CodeActionKind } from 'vscode-languageserver';
import { externalFixes } from '../../ide/external-fix';
import { FIX_ALL_TITLE, fixAllEdits, hasSafeFix } from '../../ide/fix-all';
import { type ActionKey, quickFixes } from '../../ide/quick-fix';
import { secureActions } from '../../ide/secure';
import { SECURE_KIND } from '../../protocol';
import { externalEdit } from '../external-edit';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.meshward`;

/** What an action carries until it is resolved: how to find it again, not what it does. */
export type ActionData =
  | { readonly fix: ActionKey }
  | { readonly fixAll: string }
  | { readonly external: string; readonly uri: string };

export function onCodeAction(session: Session): void {
  const { connection, client, manifests, converter } = session;
  connection.onCodeAction(async ({ textDocument, range, context }): Promise<CodeAction[]> => {
    const uri = canonicalUri(textDocument.uri);
    const findings = manifests.findings(uri);
    const { workspace, lines } = manifests;
    const actions: CodeAction[] = [];
    if (wants(context.only, CodeActionKind.QuickFix)) {
      for (const fix of quickFixes(workspace, findings, uri, lines.spanOf(uri, range))) {
        const { rule, span, title, preferred } = fix;
        const data: ActionData = { fix: { uri, rule, span, title } };
        const action: CodeAction = {
          title,
          kind: CodeActionKind.QuickFix,
          diagnostics: [converter.diagnostic(fix.finding)],
          ...(preferred && { isPreferred: true }),
        };
        actions.push(converter.withEdit(action, data, fix.edits));
      }
    }
    if (wants(context.only, CodeActionKind.QuickFix)) {
      for (const { title, finding, pattern } of externalFixes(findings, lines.spanOf(uri, range))) {
        // Whether the settings file can be changed decides whether there is anything to offer.
        const edit = await externalEdit(session, uri, pattern);
        if (!edit) continue;
        const data: ActionData = { external: pattern, uri };
        const diagnostics = [converter.diagnostic(finding)];
        actions.push({
          title,
          kind: CodeActionKind.QuickFix,
          diagnostics,
          ...(client.resolvesEdits ? { data } : { edit }),
        });
      }
    }
    if (wants(context.only, FIX_ALL_KIND) && hasSafeFix(findings)) {
      const data: ActionData = { fixAll: uri };
      actions.push(
        converter.withEdit({ title: FIX_ALL_TITLE, kind: FIX_ALL_KIND }, data, () => fixAllEdits(workspace, uri)),
      );
    }
    if (wants(context.only, SECURE_KIND)) {
      for (const { title, edits } of secureActions(workspace.snapshot, uri, lines.spanOf(uri, range))) {
        actions.push({ title, kind: SECURE_KIND, edit: converter.workspaceEdit(edits) });
      }
    }
    return actions;
  });
}

/** True when a client asks for everything, for this kind, or for one above it. */
const wants = (only: readonly string[] | undefined, kind: string): boolean =>
  only === undefined || only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`));
