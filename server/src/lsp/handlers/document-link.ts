import type { DocumentLink } from 'vscode-languageserver';
import { linksOf } from '../../ide/document-links';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

export function onDocumentLinks({ connection, documents, manifests }: Session): void {
  connection.onDocumentLinks(({ textDocument }): DocumentLink[] => {
    const uri = canonicalUri(textDocument.uri);
    manifests.flush();
    const { workspace, lines } = manifests;
    const file = workspace.snapshot.files.get(uri);
    if (!file) return [];
    return linksOf(workspace.snapshot, file).map(({ span, target, isFile }) => ({
      range: lines.rangeOf(uri, span),
      target: isFile ? documents.spell(target) : target,
    }));
  });
}
