/** The options of `meshward access`. */
import { type Command, Option } from 'commander';
import { HOST_KINDS } from '../core';
import { ACCESS_FORMATS, type AccessOptions, access } from './commands/access';
import type { CliHost, ExitCode } from './host';
import { addInputOptions, type InputFlags, inputSettings, PATHS } from './input-options';

type AccessFlags = InputFlags & Omit<AccessOptions, 'given'>;

export function addAccess(program: Command, host: CliHost, done: (code: ExitCode) => void): void {
  const command = program
    .command('access')
    .description('tell who can call each InferenceService')
    .argument('<PATH...>', PATHS)
    .addOption(new Option('--format <FORMAT>', 'how to print').choices(ACCESS_FORMATS).default('table'))
    .addOption(new Option('--from <CALLER>', 'explain one request: NAMESPACE[/SERVICEACCOUNT], non-mesh or external'))
    .addOption(new Option('--to <NAMESPACE/NAME>', 'the InferenceService that the request is for'))
    .addOption(new Option('--host <HOST>', `host that the caller uses: ${HOST_KINDS.join(', ')}, or a name`))
    .addOption(new Option('--activator <STATE>', "whether Knative's activator is on the path").choices(['on', 'off']))
    .addOption(new Option('--method <METHOD>', 'method of the request'))
    .addOption(new Option('--path <PATH>', 'path of the request'))
    .addOption(new Option('--expect <FILE>', 'compare results with those in this file, and exit 1 when they differ'))
    .addOption(
      new Option('--against <PATH>', 'tell what differs from the manifests there, and exit 1 when anything does'),
    );
  addInputOptions(command)
    .addHelpText('after', '\nExit code: 0 told, or as expected; 1 it differs; 2 wrong usage or unreadable input.')
    .action(async (paths: string[], flags: AccessFlags) => {
      done(await access(paths, { ...flags, given: inputSettings(flags, host.cwd) }, host));
    });
}
