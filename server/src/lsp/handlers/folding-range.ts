import type { FoldingRange } from 'vscode-languageserver';
import { foldsOf } from '../../ide/structure';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

export function onFoldingRanges({ connection, manifests }: Session): void {
  connection.onFoldingRanges(({ textDocument }): FoldingRange[] => {
    const uri = canonicalUri(textDocument.uri);
    manifests.flush();
    const file = manifests.workspace.snapshot.files.get(uri);
    if (!file) return [];
    return foldsOf(file).map(({ span, kind }) => {
      const { start, end } = manifests.lines.rangeOf(uri, span);
      return { startLine: start.line, endLine: end.line, ...(kind && { kind }) };
    });
  });
}
