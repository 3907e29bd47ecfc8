/** What both hosts share: the output channel, the server's life, the commands. */
import { commands, type ExtensionContext, window } from 'vscode';
import { SHOW_LOCATIONS_COMMAND } from '../../server/src/protocol';
import { scaffoldCommand } from './commands/scaffold';
import { showLocations } from './commands/show-locations';
import { type CreateClient, LanguageServer } from './language-server';
import { showStatus } from './language-status';
import { startWhenNeeded } from './lazy-start';
import { tellOtherValidation } from './other-validation';

/** Commands of the palette and the scaffold that each runs. */
const SCAFFOLD_COMMANDS = {
  'meshward.scaffoldNamespaceLockdown': 'namespace-lockdown',
  'meshward.scaffoldLocalGateway': 'local-gateway',
} as const;

/** Cheap: the server starts with the first manifest that is opened, or with the first command. */
export function activateWith(context: ExtensionContext, createClient: CreateClient): void {
  const output = window.createOutputChannel('Meshward', { log: true });
  const server = new LanguageServer(createClient, output);
  context.subscriptions.push(
    output,
    server,
    showStatus(server),
    startWhenNeeded(server),
    tellOtherValidation(server),
    commands.registerCommand(SHOW_LOCATIONS_COMMAND, showLocations),
    commands.registerCommand('meshward.restartServer', () => server.restart()),
    commands.registerCommand('meshward.showOutput', () => output.show()),
    ...Object.entries(SCAFFOLD_COMMANDS).map(([command, name]) =>
      commands.registerCommand(command, () => scaffoldCommand(server, output, name)),
    ),
  );
}
