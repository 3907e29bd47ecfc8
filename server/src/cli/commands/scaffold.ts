/** `meshward scaffold`: writes a scaffold's files, never over others, and changes what the working folder has of it already. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import {
  applyEdits,
  listScaffolds,
  planScaffold,
  renderScaffold,
  type ScaffoldFile,
  type ScaffoldInfo,
  ScaffoldInputError,
  type ScaffoldValues,
} from '../../core';
import { uriOfPath } from '../../node/files';
import { analyse } from '../analyse';
import { didYouMean } from '../did-you-mean';
import { fixDiff, writeFixes } from '../fix-files';
import { type CliHost, type ExitCode, UsageError } from '../host';
import { readInputs } from '../inputs';
import { SettingsFinder } from '../path-settings';

export interface ScaffoldOptions {
  readonly values: ScaffoldValues;
  /** Folder to write into, from the working folder. */
  readonly out: string;
  /** Print the files instead of writing them. */
  readonly dryRun: boolean;
  /** Replace files that have another text. */
  readonly force: boolean;
}

/** Names, or with a name the answers that the scaffold takes. */
export async function printScaffolds(name: string | undefined, host: CliHost): Promise<ExitCode> {
  const lines =
    name === undefined
      ? listScaffolds().map((one) => `${one.name}  ${one.description}`)
      : findScaffold(name).inputs.map((input) => {
          const fallback = input.defaultFrom ? `the same as ${input.defaultFrom}` : input.default;
          const choices = input.choices ? ` (${input.choices.map(({ value }) => value).join(', ')})` : '';
          return `${input.key}=${fallback ?? ''}  ${input.prompt}${choices}`;
        });
  await host.out(`${lines.join('\n')}\n`);
  return 0;
}

/** @throws UsageError for a name or an answer that will not do, and when something with another content is in the way */
export async function scaffold(name: string, options: ScaffoldOptions, host: CliHost): Promise<ExitCode> {
  const info = findScaffold(name);
  const { files, next } = render(info, options.values);
  const around = await surroundings(info, files, options, host);
  const wanted = new Map(around.creates.map(({ path, text }) => [path, text]));
  const planned = (
    await Promise.all(
      files.map(async ({ path, text: rendered }) => {
        const shown = join(options.out, path);
        const absolute = resolve(host.cwd, shown);
        const before = await textOf(absolute);
        const text = wanted.get(path);
        if (before === rendered) return [{ shown, absolute, text: rendered, state: 'unchanged' as const }];
        // What it holds is elsewhere already, or goes into a file that is there.
        if (text === undefined) return [];
        return [{ shown, absolute, text, state: before === undefined ? ('new' as const) : ('different' as const) }];
      }),
    )
  ).flat();
  if (options.dryRun) {
    const texts = planned.map(({ shown, text, state }) => `# ${shown} (${state})\n${text}`);
    const clashes = around.clashes.map((clash) => `# ${clash}\n`);
    await host.out([...texts, ...(around.diff ? [around.diff] : []), ...clashes].join('\n'));
    return 0;
  }
  const inTheWay = planned.filter(({ state }) => state === 'different');
  if (inTheWay.length + around.clashes.length > 0 && !options.force) {
    const list = [...inTheWay.map(({ shown }) => shown), ...around.clashes].map((line) => `  ${line}`).join('\n');
    throw new UsageError(
      `Nothing was written, because this is there and has another content:\n${list}\nPick another --out, look with --dry-run, or replace files of --out with --force.`,
    );
  }
  for (const { absolute, text, state } of planned) {
    if (state === 'unchanged') continue;
    try {
      await mkdir(dirname(absolute), { recursive: true });
      // `wx` holds the promise even when somebody else writes in this very moment.
      await writeFile(absolute, text, { flag: state === 'new' ? 'wx' : 'w' });
    } catch (error) {
      throw new UsageError(`Cannot write: ${(error as Error).message}`);
    }
  }
  const changed = await around.write();
  const words = { new: 'wrote', unchanged: 'kept', different: 'replaced' };
  const written = [...planned.map(({ shown, state }) => `${words[state]} ${shown}`), ...changed];
  const steps = next.map((step, i) => `${i + 1}. ${step.replaceAll('\n', '\n  ')}`);
  await host.out(`${[...written, '', ...steps].join('\n').trimEnd()}\n`);
  return 0;
}

/** What the manifests around the folder have of the scaffold already. */
interface Surroundings {
  readonly creates: readonly ScaffoldFile[];
  /** Of files that take something over. */
  readonly diff: string;
  readonly clashes: readonly string[];
  /** Writes these files. Answers a line for each. */
  readonly write: () => Promise<readonly string[]>;
}

/** With `--force` nothing around counts: the files are written as they are. */
async function surroundings(
  { name }: ScaffoldInfo,
  files: readonly ScaffoldFile[],
  { out, values, force }: ScaffoldOptions,
  host: CliHost,
): Promise<Surroundings> {
  const nothing = { creates: files, diff: '', clashes: [], write: async () => [] };
  const target = resolve(host.cwd, out);
  const isInside = !relative(host.cwd, target).startsWith('..') && !isAbsolute(relative(host.cwd, target));
  if (force || (!isInside && (await textOf(join(target, 'kustomization.yaml'))) === undefined)) return nothing;
  const settings = new SettingsFinder(host.cwd, { given: {} });
  const inputs = await readInputs([isInside ? '.' : out], host, settings);
  const { snapshot } = analyse(inputs, host, []);
  host.progress(undefined);
  const { creates, edits, clashes } = planScaffold(snapshot, name, values, uriOfPath(target));
  const texts = new Map(
    [...new Set(edits.map(({ uri }) => uri))].map((uri) => {
      const { text } = snapshot.files.get(uri)!;
      return [
        uri,
        applyEdits(
          text,
          edits.filter((edit) => edit.uri === uri),
        ),
      ];
    }),
  );
  const nameOf = (uri: string) => inputs.files.get(uri)?.name ?? uri;
  return {
    creates,
    diff: fixDiff(texts, inputs, host.cwd),
    clashes: clashes.map(({ uri, object, message }) => `${nameOf(uri)}: ${object}: ${message}`),
    write: async () => {
      const { uris, failed } = await writeFixes(texts, inputs, host);
      return [...uris.map((uri) => `changed ${nameOf(uri)}`), ...failed];
    },
  };
}

function findScaffold(name: string): ScaffoldInfo {
  const all = listScaffolds();
  const found = all.find((one) => one.name === name);
  if (found) return found;
  const names = all.map((one) => one.name);
  throw new UsageError(`There is no scaffold ${name}.${didYouMean(name, names)} There are ${names.join(', ')}.`);
}

function render({ name }: ScaffoldInfo, values: ScaffoldValues): ReturnType<typeof renderScaffold> {
  try {
    return renderScaffold(name, values);
  } catch (error) {
    if (error instanceof ScaffoldInputError) throw new UsageError(`--set ${error.field}: ${error.message}`);
    throw error;
  }
}

/** @returns `undefined` when there is no such file */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new UsageError(`Cannot write over what is there: ${message}`);
  }
}
