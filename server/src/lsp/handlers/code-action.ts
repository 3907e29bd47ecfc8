import { type CodeAction, CodeActionKind } from 'vscode-languageserver';
import { FIX_ALL_TITLE, fixAllEdits, hasSafeFix } from '../../ide/fix-all';
import { type ActionKey, quickFixes } from '../../ide/quick-fix';
import { secureActions } from '../../ide/secure';
import { SECURE_KIND } from '../../protocol';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.meshward`;

/** What an action carries until it is resolved: how to find it again, not what it does. */
export type ActionData = { readonly fix: ActionKey } | { readonly fixAll: string };

export function onCodeAction({ connection, manifests, converter }: Session): void {
  connection.onCodeAction(({ textDocument, range, context }): CodeAction[] => {
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
