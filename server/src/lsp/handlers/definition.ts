import type { Location } from 'vscode-languageserver';
import { definitionsAt } from '../../ide/definition';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

export function onDefinition({ connection, manifests, converter }: Session): void {
  connection.onDefinition(({ textDocument, position }): Location[] => {
    const uri = canonicalUri(textDocument.uri);
    manifests.flush();
    const { snapshot } = manifests.workspace;
    const file = snapshot.files.get(uri);
    if (!file) return [];
    return definitionsAt(snapshot, file, manifests.lines.offsetAt(uri, position)).map((place) =>
      converter.location(place),
    );
  });
}
