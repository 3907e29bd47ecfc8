/** `meshward access`: who can call which model, from the files alone. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ActivatorState, Snapshot } from '../../core';
import { changesBetween, changesText } from '../access/changes';
import { differences, readExpectations } from '../access/expectations';
import { accessJson, changesJson } from '../access/json';
import { accessProof } from '../access/proof';
import { allServices, oneRequest, type ToldService } from '../access/services';
import { accessSvg } from '../access/svg';
import { accessTable } from '../access/table';
import { analyse } from '../analyse';
import { didYouMean } from '../did-you-mean';
import { type CliHost, type ExitCode, UsageError } from '../host';
import { type Inputs, readInputs } from '../inputs';
import { type SettingOptions, SettingsFinder } from '../path-settings';
import { plural } from '../report/summary';

export const ACCESS_FORMATS = ['table', 'json', 'svg'] as const;

export interface AccessOptions extends SettingOptions {
  readonly format: (typeof ACCESS_FORMATS)[number];
  readonly from?: string;
  readonly to?: string;
  readonly host?: string;
  readonly activator?: ActivatorState;
  readonly method?: string;
  readonly path?: string;
  /** File of requests and results. */
  readonly expect?: string;
  /** Folder or file with the manifests to compare with. */
  readonly against?: string;
  readonly color?: boolean;
}

interface State {
  readonly inputs: Inputs;
  readonly snapshot: Snapshot;
}

/** @throws UsageError for options and files that will not do */
export async function access(paths: readonly string[], options: AccessOptions, host: CliHost): Promise<ExitCode> {
  refuseContradictions(options);
  const now = await read(paths, options, host);
  const before = options.against === undefined ? undefined : await read([options.against], options, host);
  host.progress('Following requests');
  const answer =
    options.expect !== undefined
      ? await expected(now, options.expect, host)
      : before
        ? compared(before, now, options, host)
        : options.to !== undefined
          ? explained(now, options, host)
          : listed(now, options, host);
  host.progress(undefined);
  await host.out(answer.text);
  const unreadable = [...now.inputs.unreadable, ...(before?.inputs.unreadable ?? [])];
  for (const line of unreadable) await host.error(`meshward: ${line}\n`);
  return unreadable.length > 0 ? 2 : answer.code;
}

interface Told {
  readonly text: string;
  readonly code: ExitCode;
}

function refuseContradictions({
  from,
  to,
  host,
  activator,
  method,
  path,
  expect,
  against,
  format,
}: AccessOptions): void {
  if ((from === undefined) !== (to === undefined)) throw new UsageError('--from and --to go together.');
  if (to !== undefined && !to.includes('/')) throw new UsageError('--to takes NAMESPACE/NAME of an InferenceService.');
  if (from === undefined && [host, activator, method, path].some((one) => one !== undefined)) {
    throw new UsageError('--host, --activator, --method and --path tell of the request from --from to --to.');
  }
  if ([to, expect, against].filter((one) => one !== undefined).length > 1) {
    throw new UsageError('Take one of --from with --to, --expect and --against.');
  }
  if (format === 'svg' && [to, expect, against].some((one) => one !== undefined)) {
    throw new UsageError('--format svg draws the whole table; --from, --expect and --against print text or JSON.');
  }
  if (format === 'json' && expect !== undefined) throw new UsageError('--expect prints text only.');
}

async function read(paths: readonly string[], options: AccessOptions, host: CliHost): Promise<State> {
  const inputs = await readInputs(paths, host, new SettingsFinder(host.cwd, options));
  return { inputs, snapshot: analyse(inputs, host, []).snapshot };
}

const colorOf = (options: AccessOptions, host: CliHost): boolean => options.color ?? host.color;

function listed({ snapshot, inputs }: State, options: AccessOptions, host: CliHost): Told {
  const services = allServices(snapshot, inputs);
  if (options.format === 'json') return { text: accessJson(services), code: 0 };
  if (options.format === 'svg') return { text: accessSvg(services), code: 0 };
  const none = `There is no InferenceService in ${plural(inputs.files.size, 'file')}, so there is nobody to call.\n`;
  return { text: services.length === 0 ? none : accessTable(services, colorOf(options, host)), code: 0 };
}

function explained({ snapshot, inputs }: State, options: AccessOptions, host: CliHost): Told {
  const { from = '', to = '', host: name, activator, method, path } = options;
  const services = oneRequest(snapshot, inputs, { from, to, host: name, activator, method, path });
  if (services.length === 0) {
    const names = allServices(snapshot, inputs).map((one) => `${one.namespace}/${one.name}`);
    throw new UsageError(`There is no InferenceService ${to} in these files.${didYouMean(to, names)}`);
  }
  const json = options.format === 'json';
  return { text: json ? accessJson(services) : accessProof(services, colorOf(options, host)), code: 0 };
}

function compared(before: State, now: State, options: AccessOptions, host: CliHost): Told {
  const services = ({ snapshot, inputs }: State): ToldService[] => allServices(snapshot, inputs);
  const changes = changesBetween(services(before), services(now));
  const text = options.format === 'json' ? changesJson(changes) : changesText(changes, colorOf(options, host));
  return { text, code: changes.length > 0 ? 1 : 0 };
}

async function expected({ snapshot, inputs }: State, file: string, host: CliHost): Promise<Told> {
  const text = await readFile(resolve(host.cwd, file), 'utf8').catch((error: Error) => {
    throw new UsageError(`--expect: ${file} cannot be read: ${error.message}`);
  });
  const expectations = readExpectations(file, { text });
  const differing = expectations.map((one) => differences(file, one, oneRequest(snapshot, inputs, one.question)));
  const failed = differing.filter((lines) => lines.length > 0).length;
  const summary = `${expectations.length - failed} as expected, ${failed} not`;
  return { text: `${[...differing.flat(), summary].join('\n')}\n`, code: failed > 0 ? 1 : 0 };
}
