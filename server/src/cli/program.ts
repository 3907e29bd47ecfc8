/** The command line: which commands there are and what they take. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { addAccess } from './access-command';
import { addCheck } from './check-command';
import { explain } from './commands/explain';
import { printScaffolds, scaffold } from './commands/scaffold';
import { type CliHost, type ExitCode, UsageError } from './host';
import { readAnswer } from './options';

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
  const version = versionOf(host.home);
  program.version(version, '-V, --version', 'print the version');
  const done = (result: ExitCode) => {
    code = result;
  };
  addCheck(program, host, version, done);
  addAccess(program, host, done);
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
    .option('--stdio', 'speak over standard input and output, which it does anyway: for editors that add it')
    .action(() => host.startServer());
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    code = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
    host.progress(undefined);
    if (error instanceof UsageError) await host.error(`meshward: ${error.message}\n`);
    // A fault of our own is told apart from findings, which are exit code 1.
    else if (!(error instanceof CommanderError))
      await host.error(`meshward: ${(error as Error).stack ?? String(error)}\n`);
  }
  await written;
  return code;
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
