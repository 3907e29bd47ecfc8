import { type DocumentHighlight, DocumentHighlightKind } from 'vscode-languageserver';
import { highlightsAt } from '../../ide/highlight';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

export function onDocumentHighlight({ connection, manifests }: Session): void {
  connection.onDocumentHighlight(({ textDocument, position }): DocumentHighlight[] => {
    const uri = canonicalUri(textDocument.uri);
    manifests.flush();
    const { workspace, lines } = manifests;
    const file = workspace.snapshot.files.get(uri);
    if (!file) return [];
    return highlightsAt(workspace.snapshot, file, lines.offsetAt(uri, position)).map(({ place, kind }) => ({
      range: lines.rangeOf(uri, place.span),
      kind: kind === 'write' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
  });
}
