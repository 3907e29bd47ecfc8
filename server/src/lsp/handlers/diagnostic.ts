import { DocumentDiagnosticReportKind, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

export function onDiagnostic(session: Session): void {
  const { connection, publisher } = session;
  connection.languages.diagnostics.on(async ({ textDocument, previousResultId }, token) => {
    await session.configured;
    // Keystrokes that are waiting behind this request go first; often they cancel it.
    await session.manifests.quiet();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    const { resultId, items } = publisher.pull(canonicalUri(textDocument.uri), previousResultId);
    return items
      ? { kind: DocumentDiagnosticReportKind.Full, resultId, items }
      : { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
  });
}
