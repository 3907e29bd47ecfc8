import type { InlayHint } from 'vscode-languageserver';
import { hintsOf } from '../../ide/inlay-hints';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

export function onInlayHints(session: Session): void {
  const { connection, manifests } = session;
  connection.languages.inlayHint.on(async ({ textDocument, range }): Promise<InlayHint[]> => {
    await session.configured;
    if (!session.settings.inlayHints) return [];
    const uri = canonicalUri(textDocument.uri);
    manifests.flush();
    const { workspace, lines } = manifests;
    const file = workspace.snapshot.files.get(uri);
    if (!file) return [];
    return hintsOf(workspace.snapshot, file, lines.spanOf(uri, range)).map(({ offset, label, tooltip }) => ({
      position: lines.rangeOf(uri, { start: offset, end: offset }).start,
      label,
      tooltip,
      paddingLeft: true,
    }));
  });
}
