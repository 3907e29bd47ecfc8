import type { Session } from '../session';
import { canonicalUri } from '../uri';

export function onDidClose(session: Session): void {
  const { connection, documents, publisher } = session;
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    const canonical = canonicalUri(uri);
    documents.close(canonical);
    session.background(`Closing ${uri}`, async () => {
      await readFromDisk(session, [canonical]);
      publisher.takeBack(canonical, uri);
    });
  });
}

/** Takes closed files over as they are on disk now; open ones keep their buffers. */
export async function readFromDisk({ disk, documents, manifests }: Session, uris: readonly string[]): Promise<void> {
  await Promise.all(
    uris.map(async (uri) => {
      const content = await disk.readIfListed(uri);
      if (!documents.has(uri)) manifests.change(uri, content);
    }),
  );
}
