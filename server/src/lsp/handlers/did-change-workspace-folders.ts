import { DidChangeWorkspaceFoldersNotification } from 'vscode-languageserver';
import { namedSets } from '../../files/sets';
import type { Session } from '../session';
import { folderUri } from '../uri';
import { applySettings } from './did-change-configuration';

export function onDidChangeWorkspaceFolders(session: Session): void {
  const { connection, manifests, scanner, publisher } = session;
  connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event: { added, removed } }) => {
    session.background('Changing folders', async () => {
      const gone = new Set(removed.map((folder) => folderUri(folder.uri)));
      const kept = session.roots.filter((root) => !gone.has(root));
      const fresh = added.map((folder) => folderUri(folder.uri)).filter((root) => !kept.includes(root));
      session.roots = [...kept, ...new Set(fresh)];
      await session.folderSettings.read(session.roots);
      applySettings(session);
      manifests.flush();
      const { roots } = session;
      manifests.workspace.configure({ roots, named: namedSets(session.folderSettings.common.sets, roots) });
      publisher.touch(manifests.workspace.snapshot.files.keys());
      await scanner.scan(session.roots, fresh);
    });
  });
}
