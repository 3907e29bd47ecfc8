/** The options of `meshward check`. */
import { type Command, Option } from 'commander';
import { SEVERITIES, type Severity, type SeverityOverrides } from '../core';
import { check } from './commands/check';
import type { CliHost, ExitCode } from './host';
import { addInputOptions, type InputFlags, inputSettings, PATHS } from './input-options';
import { readSeverity } from './options';
import { FORMATS, type Format } from './report/report';

interface CheckFlags extends InputFlags {
  readonly format: Format;
  readonly failOn?: Severity;
  readonly rule: SeverityOverrides;
  readonly fix?: true;
  readonly fixDryRun?: true;
  readonly changedSince?: string;
  readonly baseline?: string;
  readonly writeBaseline?: true;
}

export function addCheck(program: Command, host: CliHost, version: string, done: (code: ExitCode) => void): void {
  const command = program
    .command('check')
    .description('report what is wrong in manifests')
    .argument('<PATH...>', PATHS)
    .addOption(new Option('--format <FORMAT>', 'how to print').choices(FORMATS).default('text'))
    .addOption(
      new Option('--fail-on <SEVERITY>', 'weakest severity to exit 1 for (default: error)').choices(SEVERITIES),
    )
    .addOption(
      new Option('--rule <RULE=SEVERITY>', 'change the severity of a rule, or turn it off (repeatable)')
        .argParser(readSeverity)
        .default({}, 'as the rules say'),
    )
    .addOption(new Option('--fix', 'apply safe fixes to the files, and report what is left'))
    .addOption(new Option('--fix-dry-run', 'print what --fix would change as a diff').conflicts('fix'))
    .addOption(new Option('--changed-since <REF>', 'report only on files that differ from this git revision'))
    .addOption(new Option('--baseline <FILE>', 'keep quiet about the findings in this file'))
    .addOption(new Option('--write-baseline', 'write the findings of now into the file of --baseline'));
  addInputOptions(command)
    .addHelpText('after', '\nExit code: 0 nothing to fail on, 1 findings, 2 wrong usage or unreadable input.')
    .action(async (paths: string[], flags: CheckFlags) => {
      const { rule, failOn, fix, fixDryRun, writeBaseline, ...rest } = flags;
      const given = { ...inputSettings(flags, host.cwd), severities: rule, failOn };
      const mode = fixDryRun ? 'diff' : fix ? 'write' : 'no';
      done(await check(paths, { ...rest, given, fix: mode, writeBaseline: writeBaseline === true, version }, host));
    });
}
