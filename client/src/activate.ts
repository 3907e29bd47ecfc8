/** What both hosts share: the output channel, the server's life, the commands. */
import { commands, type ExtensionContext, type LogOutputChannel, window } from 'vscode';
import { SHOW_LOCATIONS_COMMAND, WHO_CAN_CALL_COMMAND } from '../../server/src/protocol';
import { insertScaffold, scaffoldCommand, scaffoldHere } from './commands/scaffold';
import { INSERT_SCAFFOLD, SCAFFOLD_COMMANDS, SCAFFOLD_HERE } from './commands/scaffold-commands';
import { ScaffoldMemory } from './commands/scaffold-memory';
import { secureInferenceService } from './commands/secure';
import { showLocations } from './commands/show-locations';
import { whoCanCall } from './commands/who-can-call';
import { type CreateClient, LanguageServer } from './language-server';
import { showStatus } from './language-status';
import { startWhenNeeded } from './lazy-start';
import { tellOtherValidation } from './other-validation';
import { AccessPanel } from './views/access-panel';
import { showManifests } from './views/manifests-view';

/** Cheap: the server starts with the first manifest that is opened, or with the first command. */
export function activateWith(
  context: ExtensionContext,
  createClient: CreateClient,
): { readonly server: LanguageServer; readonly output: LogOutputChannel } {
  const output = window.createOutputChannel('Meshward', { log: true });
  const server = new LanguageServer(createClient, output);
  const access = new AccessPanel(context, server);
  const tools = { server, output, memory: new ScaffoldMemory(context.workspaceState) };
  context.subscriptions.push(
    output,
    server,
    access,
    commands.registerCommand(WHO_CAN_CALL_COMMAND, (service: unknown) => whoCanCall(server, access, service)),
    showManifests(server),
    showStatus(server),
    server.onDidChangeState((state) => {
      void commands.executeCommand('setContext', 'meshward.running', state === 'running');
    }),
    startWhenNeeded(server),
    tellOtherValidation(server),
    commands.registerCommand(SHOW_LOCATIONS_COMMAND, showLocations),
    commands.registerCommand('meshward.secureInferenceService', (service: unknown) =>
      secureInferenceService(server, service),
    ),
    commands.registerCommand('meshward.openWalkthrough', openWalkthrough),
    commands.registerCommand('meshward.restartServer', () => server.restart()),
    commands.registerCommand('meshward.showOutput', () => output.show()),
    ...Object.entries(SCAFFOLD_COMMANDS).map(([command, name]) =>
      commands.registerCommand(command, (values: unknown) => scaffoldCommand(tools, name, values)),
    ),
    commands.registerCommand(SCAFFOLD_HERE, (resource: unknown) => scaffoldHere(tools, resource)),
    commands.registerCommand(INSERT_SCAFFOLD, () => insertScaffold(tools)),
  );
  return { server, output };
}

const openWalkthrough = (): Thenable<unknown> =>
  commands.executeCommand('workbench.action.openWalkthrough', 'meshward.meshward#meshward.start', false);
