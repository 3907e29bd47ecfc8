/** `meshward scaffold`: writes a scaffold's files, never over others. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  listScaffolds,
  renderScaffold,
  type ScaffoldInfo,
  ScaffoldInputError,
  type ScaffoldValues,
} from '../../core/scaffold';
import { didYouMean } from '../did-you-mean';
import { type CliHost, type ExitCode, UsageError } from '../host';

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

/** @throws UsageError for a name or an answer that will not do, and when files with another text are in the way */
export async function scaffold(name: string, options: ScaffoldOptions, host: CliHost): Promise<ExitCode> {
  const { files, next } = render(findScaffold(name), options.values);
  const planned = await Promise.all(
    files.map(async ({ path, text }) => {
      const shown = join(options.out, path);
      const absolute = resolve(host.cwd, shown);
      const before = await textOf(absolute);
      const state =
        before === undefined ? ('new' as const) : before === text ? ('unchanged' as const) : ('different' as const);
      return { shown, absolute, text, state };
    }),
  );
  if (options.dryRun) {
    await host.out(planned.map(({ shown, text, state }) => `# ${shown} (${state})\n${text}`).join('\n'));
    return 0;
  }
  const inTheWay = planned.filter(({ state }) => state === 'different');
  if (inTheWay.length > 0 && !options.force) {
    const list = inTheWay.map(({ shown }) => `  ${shown}`).join('\n');
    throw new UsageError(
      `Nothing was written, because these files are there and have another text:\n${list}\nPick another --out, look with --dry-run, or replace them with --force.`,
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
  const words = { new: 'wrote', unchanged: 'kept', different: 'replaced' };
  const written = planned.map(({ shown, state }) => `${words[state]} ${shown}`);
  const steps = next.map((step, i) => `${i + 1}. ${step.replaceAll('\n', '\n  ')}`);
  await host.out(`${[...written, '', ...steps].join('\n').trimEnd()}\n`);
  return 0;
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
