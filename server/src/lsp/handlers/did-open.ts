import { looksMisread } from '../open-documents';
import type { Session } from '../session';
import { canonicalUri } from '../uri';

export function onDidOpen(session: Session): void {
  const { connection, documents, publisher } = session;
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    const canonical = canonicalUri(uri);
    documents.open(uri, languageId, version, text);
    takeBuffer(session, canonical);
    publisher.handOver(canonical);
    if (looksMisread(text)) session.background(`Reading ${uri}`, () => readEncoding(session, canonical));
  });
}

/** Queues an open document's buffer. */
export function takeBuffer({ documents, manifests, folderSettings }: Session, canonical: string): void {
  const document = documents.get(canonical);
  if (document) manifests.change(canonical, documents.contentOf(document, folderSettings.of(canonical).maxBytes));
}

async function readEncoding(session: Session, canonical: string): Promise<void> {
  const notice = (await session.disk.readAnything(canonical))?.notice;
  if (!notice || !session.documents.has(canonical)) return;
  session.documents.setDiskNotice(canonical, notice);
  takeBuffer(session, canonical);
}
