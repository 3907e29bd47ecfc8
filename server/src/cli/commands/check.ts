/** `meshward check`: findings of files and folders, in the format that a person or a machine wants. */
import { RULES, type Workspace } from '../../core';
import { pathOfUri } from '../../node/files';
import { analyse } from '../analyse';
import { Baseline } from '../baseline';
import { changedSince } from '../changed-files';
import { fixDiff, writeFixes } from '../fix-files';
import { type CliHost, type ExitCode, UsageError } from '../host';
import { type Inputs, readInputs } from '../inputs';
import { type SettingOptions, SettingsFinder } from '../path-settings';
import { type Format, report } from '../report/report';
import { type Reported, reportedFindings } from '../report/reported';
import { plural } from '../report/summary';
import { repositoryPath } from '../repository-path';

export interface CheckOptions extends SettingOptions {
  readonly format: Format;
  readonly fix: 'no' | 'write' | 'diff';
  /** A git revision: only findings of files that differ from it are reported. */
  readonly changedSince?: string;
  /** File of findings to keep quiet about. */
  readonly baseline?: string;
  /** Write that file instead of reading it. */
  readonly writeBaseline: boolean;
  /** `undefined`: as the terminal likes it. */
  readonly color?: boolean;
  readonly version: string;
}

/** @throws UsageError for options, settings and baselines that will not do */
export async function check(paths: readonly string[], options: CheckOptions, host: CliHost): Promise<ExitCode> {
  refuseContradictions(paths, options);
  const settings = new SettingsFinder(host.cwd, options);
  const inputs = await readInputs(paths, host, settings);
  const run: Run = { inputs, options, host, notes: [], failures: [...inputs.unreadable], broken: [] };
  const workspace = analyse(inputs, host, RULES, (sentence) => run.broken.push(sentence));
  const wanted = await filesToReport(inputs, options.changedSince);
  if (options.fix === 'diff') await printDiff(run, workspace, wanted);
  if (options.fix === 'write') await fix(run, workspace, wanted);

  const all = reportedFindings(workspace, inputs).filter(({ uri }) => wanted.has(uri));
  const findings = options.baseline === undefined ? all : await applyBaseline(run, all, options.baseline, wanted);
  host.progress(undefined);
  if (options.fix !== 'diff' && !options.writeBaseline) await print(run, findings, wanted);
  for (const line of [...run.broken, ...run.failures]) await host.error(`meshward: ${line}\n`);
  if (run.failures.length > 0) return 2;
  return findings.some(({ fails }) => fails) ? 1 : 0;
}

interface Run {
  readonly inputs: Inputs;
  readonly options: CheckOptions;
  readonly host: CliHost;
  /** Sentences about what was done or left out. */
  readonly notes: string[];
  /** What was asked for and could not be done. */
  readonly failures: string[];
  /** Rules that failed: a fault of our own, and no reason to fail a user's build. */
  readonly broken: string[];
}

function refuseContradictions(paths: readonly string[], { fix: mode, baseline, writeBaseline }: CheckOptions): void {
  if (writeBaseline && baseline === undefined) {
    throw new UsageError('--write-baseline needs --baseline FILE, which names the file to write.');
  }
  if (writeBaseline && mode === 'diff') {
    throw new UsageError('--write-baseline writes a file, and --fix-dry-run promises to write none. Take one of them.');
  }
  if (mode === 'write' && paths.includes('-')) {
    throw new UsageError('--fix cannot change standard input; --fix-dry-run prints what it would change.');
  }
}

/** URIs of the inputs whose findings count. */
async function filesToReport({ files, roots }: Inputs, since: string | undefined): Promise<ReadonlySet<string>> {
  const [root] = roots;
  if (since === undefined || root === undefined) return new Set(files.keys());
  const changed = await changedSince(since, pathOfUri(root));
  return new Set([...files].flatMap(([uri, { path }]) => (path === undefined || changed.has(path) ? [uri] : [])));
}

function fixesOf({ host }: Run, workspace: Workspace, wanted: ReadonlySet<string>): ReadonlyMap<string, string> {
  host.progress('Looking for fixes');
  return workspace.fixFiles([...wanted]);
}

async function printDiff(run: Run, workspace: Workspace, wanted: ReadonlySet<string>): Promise<void> {
  const texts = fixesOf(run, workspace, wanted);
  run.host.progress(undefined);
  await run.host.out(fixDiff(texts, run.inputs, run.host.cwd));
  await run.host.error(`meshward: ${plural(texts.size, 'file')} would change; nothing was written\n`);
}

async function fix(run: Run, workspace: Workspace, wanted: ReadonlySet<string>): Promise<void> {
  const texts = fixesOf(run, workspace, wanted);
  const { uris, failed } = await writeFixes(texts, run.inputs, run.host);
  run.failures.push(...failed);
  workspace.update(new Map(uris.map((uri) => [uri, { text: texts.get(uri)! }])));
  run.notes.push(...uris.map((uri) => `fixed ${run.inputs.files.get(uri)!.name}`));
}

/** @returns the findings that are to be told */
async function applyBaseline(
  { inputs: { files }, options, host, notes }: Run,
  findings: readonly Reported[],
  file: string,
  wanted: ReadonlySet<string>,
): Promise<readonly Reported[]> {
  const baseline = new Baseline(file, host);
  if (options.writeBaseline) {
    await baseline.write(findings);
    host.progress(undefined);
    await host.out(`wrote ${file}: ${plural(findings.length, 'finding')} to keep quiet about\n`);
    return [];
  }
  const judged = new Set([...wanted].map((uri) => baseline.nameOf(files.get(uri)!.path)));
  const { fresh, known, gone } = await baseline.compare(findings, (name) => judged.has(name));
  if (known > 0) notes.push(`${plural(known, 'finding')} of the baseline left out`);
  if (gone > 0) notes.push(`${gone} of the baseline found no more: renew it with --write-baseline`);
  return fresh;
}

async function print(run: Run, findings: readonly Reported[], wanted: ReadonlySet<string>): Promise<void> {
  const { inputs, options, host, notes, broken, failures } = run;
  await host.out(
    report(options.format, {
      findings,
      files: [...wanted].map((uri) => inputs.files.get(uri)!.name),
      notes,
      troubles: [...broken, ...failures],
      version: options.version,
      color: options.color ?? host.color,
      repositoryPath: (name) => repositoryPath(name, host),
    }),
  );
  // The other formats are for machines.
  if (options.format === 'text' || options.format === 'github') return;
  for (const note of notes) await host.error(`meshward: ${note}\n`);
}
