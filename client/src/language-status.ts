/** Meshward's line among the language statuses of a manifest, with "Restart Server" where that helps. */
import { Disposable, LanguageStatusSeverity, l10n, languages } from 'vscode';
import type { LanguageServer, ServerState } from './language-server';
import { documentSelector } from './manifest-languages';

const TEXTS: Readonly<Record<ServerState, string>> = {
  idle: l10n.t('Meshward waits for a manifest'),
  starting: l10n.t('Meshward is starting'),
  running: l10n.t('Meshward checks manifests'),
  stopped: l10n.t('Meshward is not running'),
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
        ? { command: 'meshward.restartServer', title: l10n.t('Restart Server') }
        : { command: 'meshward.showOutput', title: l10n.t('Show Output') };
  };
  show();
  return Disposable.from(item, server.onDidChangeState(show));
}
