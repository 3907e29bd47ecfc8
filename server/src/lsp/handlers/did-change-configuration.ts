import type { Session } from '../session';
import { readSettings } from '../settings';
import { takeBuffer } from './did-open';

export function onDidChangeConfiguration(session: Session): void {
  const { connection, client, scanner } = session;
  connection.onDidChangeConfiguration(({ settings }) => {
    session.background('Reading settings', async () => {
      const before = session.settings;
      const pushed = (settings as { meshward?: unknown } | null)?.meshward;
      applySettings(session, client.configuration ? await fetchSettings(session) : pushed);
      const { exclude, maxBytes } = session.settings;
      if (maxBytes !== before.maxBytes || exclude.join('\n') !== before.exclude.join('\n')) {
        for (const uri of session.documents.keys()) takeBuffer(session, uri);
        await scanner.scan(session.roots, []);
      }
    });
  });
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

/** Takes settings over, and shows the findings as they have them. */
export function applySettings(session: Session, section: unknown): void {
  const { connection, manifests, publisher } = session;
  const before = session.settings;
  session.settings = readSettings(section, (message) => connection.console.warn(message));
  const { severities, platform, schemaValidation } = session.settings;
  const samePlatform = JSON.stringify(platform) === JSON.stringify(before.platform);
  // Clients say that settings changed whenever one listens; work is done only for those that did.
  const sameSchemas = schemaValidation === before.schemaValidation;
  if (samePlatform && sameSchemas && JSON.stringify(severities) === JSON.stringify(before.severities)) return;
  manifests.schemaValidation = schemaValidation;
  manifests.flush();
  manifests.workspace.configure(samePlatform ? { severities } : { severities, platform });
  publisher.touch(manifests.workspace.snapshot.files.keys());
}
