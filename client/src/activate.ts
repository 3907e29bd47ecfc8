/** What both hosts share: the output channel, the server's life, the commands. */
import { commands, type ExtensionContext, type LogOutputChannel, window } from 'vscode';
import { SHOW_LOCATIONS_COMMAND, WHO_CAN_CALL_COMMAND } from '../../server/src/protocol';
import { scaffoldCommand, scaffoldHere } from './commands/scaffold';
import { SCAFFOLD_COMMANDS, SCAFFOLD_HERE } from './commands/scaffold-commands';
import { showLocations } from './commands/show-locations';
import { whoCanCall } from './commands/who-can-call';
import { type CreateClient, LanguageServer } from './language-server';
import { showStatus } from './language-status';
import { startWhenNeeded } from './lazy-start';
import { tellOtherValidation } from './other-validation';
import { AccessPanel } from './views/access-panel';

/** Cheap: the server starts with the first manifest that is opened, or with the first command. */
export function activateWith(
  context: ExtensionContext,
  createClient: CreateClient,
): { readonly server: LanguageServer; readonly output: LogOutputChannel } {
  const output = window.createOutputChannel('Meshward', { log: true });
  const server = new LanguageServer(createClient, output);
  const access = new AccessPanel(context, server);
  context.subscriptions.push(
    output,
    server,
    access,
    commands.registerCommand(WHO_CAN_CALL_COMMAND, (service: unknown) => whoCanCall(server, access, service)),
    showStatus(server),
    startWhenNeeded(server),
    tellOtherValidation(server),
    commands.registerCommand(SHOW_LOCATIONS_COMMAND, showLocations),
    commands.registerCommand('meshward.restartServer', () => server.restart()),
    commands.registerCommand('meshward.showOutput', () => output.show()),
    ...Object.entries(SCAFFOLD_COMMANDS).map(([command, name]) =>
      commands.registerCommand(command, (values: unknown) => scaffoldCommand(server, output, name, values)),
    ),
    commands.registerCommand(SCAFFOLD_HERE, (resource: unknown) => scaffoldHere(server, output, resource)),
  );
  return { server, output };
}
