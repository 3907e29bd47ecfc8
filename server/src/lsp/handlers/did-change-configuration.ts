import { namedSets } from '../../files/sets';
import type { Session } from '../session';
import { readEditorSettings } from '../settings';
import { takeBuffer } from './did-open';

export function onDidChangeConfiguration(session: Session): void {
  const { connection, client } = session;
  connection.onDidChangeConfiguration(({ settings }) => {
    session.background('Reading settings', async () => {
      const pushed = (settings as { meshward?: unknown } | null)?.meshward;
      const section = client.configuration ? await fetchSettings(session) : pushed;
      await changeSettings(session, () => takeEditorSettings(session, section));
    });
  });
}

/** Changes settings while folders are open: what they make different is read and shown anew. */
export async function changeSettings(session: Session, change: () => void | Promise<void>): Promise<void> {
  const { documents, folderSettings, roots, scanner } = session;
  const readingOf = () =>
    JSON.stringify(
      ['', ...roots].map((root) => {
        const { exclude, excludeFrom, maxBytes } = folderSettings.of(root);
        return [exclude, excludeFrom, maxBytes];
      }),
    );
  const before = readingOf();
  await change();
  applySettings(session);
  if (readingOf() === before) return;
  for (const uri of documents.keys()) takeBuffer(session, uri);
  await scanner.scan(roots, []);
}

/** Asks the client; `undefined` when it will not say. */
export async function fetchSettings({ connection }: Session): Promise<unknown> {
  try {
    return await connection.workspace.getConfiguration('meshward');
  } catch (error) {
    connection.console.warn(`The client gave no settings, so the defaults hold: ${String(error)}`);
    return undefined;
  }
}

export function takeEditorSettings({ connection, folderSettings }: Session, section: unknown): void {
  folderSettings.editor = readEditorSettings(section, (message) => connection.console.warn(message));
}

/** Shows the findings as the settings have them. Clients say that settings changed whenever one listens; work is done only for those that did. */
export function applySettings({ folderSettings, manifests, publisher, views, accessChanges, roots }: Session): void {
  const { platform, sets, schemaValidation } = folderSettings.common;
  const changes = folderSettings.takeChanges();
  if (changes.views) views.all();
  if (!changes.any) return;
  manifests.schemaValidation = schemaValidation;
  manifests.flush();
  const severities = (uri: string) => folderSettings.of(uri).severities;
  manifests.workspace.configure({
    severities,
    ...(changes.platform && { platform }),
    ...(changes.sets && { named: namedSets(sets, roots) }),
  });
  publisher.touch(manifests.workspace.snapshot.files.keys());
  accessChanges.touch();
}
