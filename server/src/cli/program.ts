/** The command line: which commands there are and what they take. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { SEVERITIES, type SeverityOverrides } from '../core';
import { DEFAULT_EXCLUDE, DEFAULT_MAX_FILE_SIZE, megabytes } from '../files/workspace-files';
import { type CheckOptions, check } from './commands/check';
import { explain } from './commands/explain';
import { printScaffolds, scaffold } from './commands/scaffold';
import { type CliHost, type ExitCode, UsageError } from './host';
import { addTo, readAnswer, readMegabytes, readSeverity } from './options';

/**
 * Runs one command line.
 * @param words without the interpreter and the script
 */
export async function runCli(words: readonly string[], host: CliHost): Promise<ExitCode> {
  let written = Promise.resolve();
  let code: ExitCode = 0;
  const program = new Command('meshward')
    .description(
      'Says who may call your KServe models, and warns where Istio, Knative and KServe manifests disagree about it.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        written = written.then(() => host.out(text));
      },
      writeErr: (text) => {
        written = written.then(() => host.error(text));
      },
    });
  program.version(versionOf(host.home), '-V, --version', 'print the version');
  const done = (result: ExitCode) => {
    code = result;
  };
  addCheck(program, host, done);
  addScaffold(program, host, done);
  program
    .command('explain')
    .description("print a rule's page; without RULE, a line for each rule")
    .argument('[RULE]', 'id of a rule, as findings show it')
    .action(async (rule: string | undefined) => {
      done(await explain(rule, host));
    });
  program
    .command('lsp')
    .description('run the language server, for editors to start')
    .addOption(new Option('--stdio', 'speak over standard input and output').makeOptionMandatory())
    .action(() => host.startServer());
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    code = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) await host.error(`meshward: ${error.message}\n`);
    // A fault of our own is told apart from findings, which are exit code 1.
    else if (!(error instanceof CommanderError))
      await host.error(`meshward: ${(error as Error).stack ?? String(error)}\n`);
  }
  await written;
  return code;
}

interface CheckFlags {
  readonly format: CheckOptions['format'];
  readonly failOn: CheckOptions['failOn'];
  readonly rule: SeverityOverrides;
  readonly exclude: readonly string[];
  readonly maxFileSize: number;
}

function addCheck(program: Command, host: CliHost, done: (code: ExitCode) => void): void {
  program
    .command('check')
    .description('report what is wrong in manifests')
    .argument('<PATH...>', 'folders, files, or - for standard input (kubectl get … -o yaml)')
    .addOption(new Option('--format <FORMAT>', 'how to print').choices(['text', 'json']).default('text'))
    .addOption(
      new Option('--fail-on <SEVERITY>', 'weakest severity to exit 1 for').choices(SEVERITIES).default('error'),
    )
    .addOption(
      new Option('--rule <RULE=SEVERITY>', 'change the severity of a rule, or turn it off (repeatable)')
        .argParser(readSeverity)
        .default({}, 'as the rules say'),
    )
    .addOption(
      new Option('--exclude <GLOB>', 'leave out files and folders (repeatable)')
        .argParser(addTo)
        .default(DEFAULT_EXCLUDE, DEFAULT_EXCLUDE.join(' ')),
    )
    .addOption(
      new Option('--max-file-size <MB>', 'leave out larger files')
        .argParser(readMegabytes)
        .default(megabytes(DEFAULT_MAX_FILE_SIZE), String(DEFAULT_MAX_FILE_SIZE)),
    )
    .addHelpText('after', '\nExit code: 0 nothing to fail on, 1 findings, 2 wrong usage or unreadable input.')
    .action(async (paths: string[], { format, failOn, rule, exclude, maxFileSize }: CheckFlags) => {
      done(await check(paths, { format, failOn, severities: rule, exclude, maxBytes: maxFileSize }, host));
    });
}

interface ScaffoldFlags {
  readonly set: Readonly<Record<string, string>>;
  readonly out: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly list?: boolean;
}

function addScaffold(program: Command, host: CliHost, done: (code: ExitCode) => void): void {
  const command = program
    .command('scaffold')
    .description('write manifests that are right from the start')
    .argument('[NAME]', 'which; see --list')
    .addOption(
      new Option('--set <KEY=VALUE>', 'answer a question (repeatable)').argParser(readAnswer).default({}, 'none'),
    )
    .addOption(new Option('--out <DIR>', 'folder to write into').default('.'))
    .addOption(new Option('--dry-run', 'print the files, write nothing'))
    .addOption(new Option('--force', 'replace files that have another text'))
    .addOption(new Option('--list', 'print the names; with NAME, its questions and their defaults'))
    .action(async (name: string | undefined, { set, out, dryRun, force, list }: ScaffoldFlags) => {
      if (list) done(await printScaffolds(name, host));
      else if (name === undefined) command.error("error: missing required argument 'NAME'; --list prints them");
      else done(await scaffold(name, { values: set, out, dryRun: dryRun === true, force: force === true }, host));
    });
}

function versionOf(home: string): string {
  try {
    return (JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }).version;
  } catch {
    return 'unknown version';
  }
}
