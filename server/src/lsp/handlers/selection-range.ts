import type { SelectionRange } from 'vscode-languageserver';
import { selectionsAt } from '../../ide/structure';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

export function onSelectionRanges({ connection, manifests }: Session): void {
  connection.onSelectionRanges(({ textDocument, positions }): SelectionRange[] => {
    const uri = canonicalUri(textDocument.uri);
    manifests.flush();
    const { lines } = manifests;
    const file = manifests.workspace.snapshot.files.get(uri);
    return positions.map((position) => {
      const spans = file ? selectionsAt(file, lines.offsetAt(uri, position)) : [];
      const outermostFirst = [...spans].reverse();
      return (
        outermostFirst.reduce<SelectionRange | undefined>(
          (parent, span) => ({ range: lines.rangeOf(uri, span), ...(parent && { parent }) }),
          undefined,
        ) ?? { range: { start: position, end: position } }
      );
    });
  });
}
