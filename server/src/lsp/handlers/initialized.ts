import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  WatchKind,
} from 'vscode-languageserver';
import type { Session } from '../session';
import { applySettings, fetchSettings, takeEditorSettings } from './did-change-configuration';

const WATCHERS = [
  { globPattern: '**/*.{yaml,yml,json}' },
  { globPattern: '**/Kustomization' },
  { globPattern: '**/{.gitignore,.meshwardignore,.meshwardrc.yaml}' },
  // Some clients report a deleted folder, and none of the files that were in it.
  { globPattern: '**/*', kind: WatchKind.Delete },
];

/** @param options initialization options: the settings of clients that cannot be asked for them */
export function onInitialized(session: Session, options: unknown): void {
  const { connection, client, scanner, manifests } = session;
  // Until then no folder is read, and what is missing may only be late.
  manifests.unread = new Set(session.roots);
  let ready = () => {};
  session.configured = new Promise((resolve) => {
    ready = resolve;
  });
  let done = () => {};
  session.read = new Promise((resolve) => {
    done = resolve;
  });
  connection.onInitialized(() => {
    session.background('Start', async () => {
      try {
        if (client.configurationRegistration) {
          void register(session, () =>
            connection.client.register(DidChangeConfigurationNotification.type, { section: 'meshward' }),
          );
        }
        if (client.watchesFiles) {
          void register(session, () =>
            connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: WATCHERS }),
          );
        }
        const asked = client.configuration ? await fetchSettings(session) : undefined;
        takeEditorSettings(session, asked ?? sectionOf(options));
        await session.folderSettings.read(session.roots);
        applySettings(session);
      } finally {
        ready();
        session.publisher.release();
      }
      try {
        if (session.roots.length > 0) await scanner.scan(session.roots, session.roots);
      } finally {
        done();
      }
    });
  });
}

async function register({ connection }: Session, request: () => Promise<unknown>): Promise<void> {
  try {
    await request();
  } catch (error) {
    connection.console.warn(`The client refused a registration: ${String(error)}`);
  }
}

/** `{ "meshward": { … } }` or the section itself. */
function sectionOf(options: unknown): unknown {
  const given = options as { meshward?: unknown } | null | undefined;
  return given?.meshward ?? options;
}
