/** Meshward's line among the language statuses of a manifest, with "Restart Server" where that helps. */
import { Disposable, LanguageStatusSeverity, languages } from 'vscode';
import type { LanguageServer, ServerState } from './language-server';
import { documentSelector } from './manifest-languages';

const TEXTS: Readonly<Record<ServerState, string>> = {
  idle: 'Meshward waits for a manifest',
  starting: 'Meshward is starting',
  running: 'Meshward checks manifests',
  stopped: 'Meshward is not running',
};

export function showStatus(server: LanguageServer): Disposable {
  const item = languages.createLanguageStatusItem('meshward.status', [...documentSelector]);
  item.name = 'Meshward';
  const show = () => {
    item.text = TEXTS[server.state];
    item.busy = server.state === 'starting';
    item.severity = server.state === 'stopped' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    item.command =
      server.state === 'stopped'
        ? { command: 'meshward.restartServer', title: 'Restart Server' }
        : { command: 'meshward.showOutput', title: 'Show Output' };
  };
  show();
  return Disposable.from(item, server.onDidChangeState(show));
}
