import { FileChangeType } from 'vscode-languageserver';
import { isManifestName, isRcName } from '../../files/workspace-files';
import type { Session } from '../session';
import { canonicalUri } from '../uri';
import { changeSettings } from './did-change-configuration';
import { readFromDisk } from './did-close';

/** A branch was switched: reading all folders anew, bit by bit, leaves room for messages in between. */
const MANY = 300;
const IGNORE_FILE = /\/\.(?:git|meshward)ignore$/;

export function onDidChangeWatchedFiles(session: Session): void {
  const { connection, documents, manifests, scanner } = session;
  connection.onDidChangeWatchedFiles(({ changes }) => {
    session.background('Reading changed files', async () => {
      const events = changes.map(({ uri, type }) => ({ uri: canonicalUri(uri), type }));
      if (events.some(({ uri }) => isRcName(uri))) {
        await changeSettings(session, () => session.folderSettings.read(session.roots));
      }
      if (events.some(({ uri }) => IGNORE_FILE.test(uri))) return scanner.scan(session.roots, []);
      const uris = new Set<string>();
      for (const { uri, type } of events) {
        if (isManifestName(uri)) uris.add(uri);
        else if (type === FileChangeType.Deleted) for (const file of filesBelow(session, uri)) uris.add(file);
      }
      const closed = [...uris].filter((uri) => !documents.has(uri));
      if (closed.length > MANY) return scanner.scan(session.roots, []);
      await readFromDisk(session, closed);
      manifests.flush();
    });
  });
}

function filesBelow({ manifests }: Session, folder: string): string[] {
  return [...manifests.workspace.snapshot.files.keys()].filter((uri) => uri.startsWith(`${folder}/`));
}
