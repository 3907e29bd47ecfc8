import type { Session } from '../session';
import { canonicalUri } from '../uri';
import { takeBuffer } from './did-open';

export function onDidChange(session: Session): void {
  session.connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    if (session.documents.change(uri, version, contentChanges)) takeBuffer(session, canonicalUri(uri));
  });
}
