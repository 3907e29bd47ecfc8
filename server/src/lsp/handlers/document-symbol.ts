import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import type { Lines } from '../../ide/lines';
import { type Outline, outlineOf } from '../../ide/structure';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

const KINDS: Record<Outline['kind'], SymbolKind> = {
  object: SymbolKind.Object,
  field: SymbolKind.Field,
  list: SymbolKind.Array,
  value: SymbolKind.Property,
};

export function onDocumentSymbol({ connection, manifests }: Session): void {
  connection.onDocumentSymbol(({ textDocument }): DocumentSymbol[] => {
    const uri = canonicalUri(textDocument.uri);
    manifests.flush();
    const file = manifests.workspace.snapshot.files.get(uri);
    return file ? outlineOf(file).map((item) => toSymbol(item, uri, manifests.lines)) : [];
  });
}

const toSymbol = (item: Outline, uri: string, lines: Lines): DocumentSymbol => ({
  name: item.name,
  detail: item.detail,
  kind: KINDS[item.kind],
  range: lines.rangeOf(uri, item.span),
  selectionRange: lines.rangeOf(uri, item.nameSpan),
  children: item.children.map((child) => toSymbol(child, uri, lines)),
});
