/** "Who Can Call This Model?": shows the panel for the model that a lens names, or for the one at the cursor. */
import { type Uri, window } from 'vscode';
import {
  ACCESS_SERVICES_REQUEST,
  type AccessService,
  type AccessServices,
  type ServiceName,
} from '../../../server/src/protocol';
import type { LanguageServer } from '../language-server';
import type { AccessPanel } from '../views/access-panel';

export async function whoCanCall(server: LanguageServer, panel: AccessPanel, given: unknown): Promise<void> {
  // Said to the user where it happens.
  const client = await server.client().catch(() => undefined);
  if (!client) return;
  if (isServiceName(given)) return panel.show(given);
  const { services } = await client.sendRequest<AccessServices>(ACCESS_SERVICES_REQUEST);
  return panel.show(atCursor(services) ?? services[0]);
}

const isServiceName = (given: unknown): given is ServiceName =>
  typeof given === 'object' && given !== null && 'namespace' in given && 'name' in given;

/** The last service of the active file that begins above the cursor, else its first one. */
function atCursor(services: readonly AccessService[]): AccessService | undefined {
  const editor = window.activeTextEditor;
  if (!editor) return undefined;
  const here = services.filter(({ location }) => location && sameFile(location.uri, editor.document.uri));
  const { line } = editor.selection.active;
  return here.filter(({ location }) => location!.range.start.line <= line).at(-1) ?? here[0];
}

const sameFile = (uri: string, file: Uri): boolean => uri === file.toString() || uri === file.toString(true);
