import type { CodeLens } from 'vscode-languageserver';
import type { AccessAnswers } from '../../ide/access-answers';
import { accessLens } from '../../ide/access-lens';
import { LENS_PROVIDERS, type LensKey, lensesOf, resolveLens } from '../../ide/code-lens';
import { SHOW_LOCATIONS_COMMAND, type ShowLocations, WHO_CAN_CALL_COMMAND } from '../../protocol';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

interface LensData {
  readonly uri: string;
  readonly key: LensKey;
}

/** Titles are worked out for the lenses in view only: that is when clients resolve them. */
export function onCodeLens(session: Session, access: AccessAnswers): void {
  const providers = [accessLens(access), ...LENS_PROVIDERS];
  const { connection, documents, manifests, converter } = session;
  connection.onCodeLens(async ({ textDocument }): Promise<CodeLens[]> => {
    await session.configured;
    if (!session.settings.codeLens) return [];
    const uri = canonicalUri(textDocument.uri);
    manifests.flush();
    const { workspace, lines } = manifests;
    const file = workspace.snapshot.files.get(uri);
    if (!file) return [];
    return lensesOf(workspace.snapshot, file, providers).map(({ key, span }) => ({
      range: lines.rangeOf(uri, span),
      data: { uri, key } satisfies LensData,
    }));
  });
  connection.onCodeLensResolve((lens): CodeLens => {
    const { uri, key } = lens.data as LensData;
    manifests.flush();
    const { snapshot } = manifests.workspace;
    const file = snapshot.files.get(uri);
    const resolved = file && resolveLens(snapshot, file, key, providers);
    // A lens without a command would be shown as pending for ever.
    if (!resolved) return { ...lens, command: { title: '', command: '' } };
    const { service } = resolved;
    if (service)
      return { ...lens, command: { title: resolved.title, command: WHO_CAN_CALL_COMMAND, arguments: [service] } };
    const shown: ShowLocations = {
      uri: documents.spell(uri),
      position: lens.range.start,
      locations: resolved.places.map((place) => converter.location(place)),
      details: resolved.details,
    };
    return { ...lens, command: { title: resolved.title, command: SHOW_LOCATIONS_COMMAND, arguments: [shown] } };
  });
}
