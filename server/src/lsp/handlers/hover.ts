import { MarkupKind } from 'vscode-languageserver';
import type { AccessAnswers } from '../../ide/access-answers';
import { hoverAt } from '../../ide/hover';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

export function onHover({ connection, manifests }: Session, access: AccessAnswers): void {
  connection.onHover(({ textDocument, position }) => {
    const uri = canonicalUri(textDocument.uri);
    manifests.flush();
    const { workspace, lines } = manifests;
    const file = workspace.snapshot.files.get(uri);
    const hover =
      file && hoverAt(workspace.snapshot, file, lines.offsetAt(uri, position), manifests.findings(uri), access);
    if (!hover) return null;
    return {
      contents: { kind: MarkupKind.Markdown, value: hover.markdown },
      range: lines.rangeOf(uri, hover.span),
    };
  });
}
