import type { Location } from 'vscode-languageserver';
import { referencesAt } from '../../ide/references';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

export function onReferences({ connection, manifests, converter }: Session): void {
  connection.onReferences(({ textDocument, position, context }): Location[] => {
    const uri = canonicalUri(textDocument.uri);
    manifests.flush();
    const { snapshot } = manifests.workspace;
    const file = snapshot.files.get(uri);
    if (!file) return [];
    const offset = manifests.lines.offsetAt(uri, position);
    return referencesAt(snapshot, file, offset, context.includeDeclaration).map((place) => converter.location(place));
  });
}
