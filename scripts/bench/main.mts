/** The measurements one after the other, and the page that tells of them. `--task NAME …` is one of them in a process of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { LineIndex } from '../../server/src/core/text/line-index';
import { count, exponent, median, ms, quantile, table, times } from './figures.mjs';
import { meshward, onPath, yamlLanguageServer } from './peers.mjs';
import { MeasuredServer, type ServerCommand } from './server.mjs';
import { type Cost, runTask, type Typing } from './tasks.mjs';
import { filesOf, textOf, toggles } from './texts.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = join(ROOT, 'docs/performance.md');
const SELF = fileURLToPath(import.meta.url);
const [first, task, ...rest] = process.argv.slice(2);
if (first === '--task') {
  runTask(task!, rest);
  process.exit(0);
}
const quick = process.argv.includes('--quick');
const EDITS = quick ? 40 : 200;
const ROUNDS = quick ? 2 : 5;
const LINES = [60, 2_000, 20_000];
const FILES = quick ? [200, 2_000] : [200, 2_000, 20_000];
/** Milliseconds that one series of edits or requests may take: a peer that needs seconds for each is measured on fewer. */
const PATIENCE = quick ? 10_000 : 30_000;
const scratch = mkdtempSync(join(tmpdir(), 'meshward-bench-'));

const report: string[] = [];
const print = (...lines: string[]) => {
  for (const line of [...lines, '']) {
    console.log(line);
    report.push(line);
  }
};
const say = (text: string) => process.stderr.write(`bench: ${text}\n`);

function inProcess<T>(name: string, args: readonly (string | number)[], ...flags: string[]): T {
  const { stdout, status } = spawnSync(process.execPath, [...flags, SELF, '--task', name, ...args.map(String)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${name} ${args.join(' ')} failed`);
  return JSON.parse(stdout) as T;
}

/** Takes turns, so that a machine that is busy for a while is so for all; the least of each counts. */
function inTurns(...runs: readonly (() => Cost)[]): Cost[] {
  const best: Cost[] = runs.map(() => ({ wall: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, run] of runs.entries()) {
      const { wall, cpu } = run();
      best[i] = { wall: Math.min(best[i]!.wall, wall), cpu: Math.min(best[i]!.cpu, cpu) };
    }
  }
  return best;
}

function wholeProcess(command: string, ...args: string[]): Cost {
  const begin = performance.now();
  spawnSync(command, args, { stdio: 'ignore' });
  return { wall: performance.now() - begin, cpu: Number.NaN };
}

const version = `Node ${process.versions.node}, ${platform()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'processor'}, ${Math.round(totalmem() / 2 ** 30)} GB`;
print(
  `Measured ${quick ? 'in a quick run ' : ''}with ${version}. Each figure is the least of ${ROUNDS} turns, or the median where the table says so.`,
);

function scans(): void {
  const rows: string[][] = [];
  const costs: number[] = [];
  for (const foreign of ['', 'foreign']) {
    for (const files of FILES) {
      say(`scan of ${files} files ${foreign}`);
      const [floor, scan] = inTurns(
        () => inProcess('parse', [files, foreign]),
        () => inProcess('scan', [files, foreign]),
      );
      if (!foreign) costs.push(scan!.cpu);
      rows.push([
        `${count(files)} files${foreign && ', three of four foreign'}`,
        ms(floor!.wall),
        ms(scan!.wall),
        times(scan!.wall, floor!.wall),
        times(scan!.cpu, floor!.cpu),
      ]);
    }
  }
  print(
    '## First scan',
    '',
    table(
      [
        'texts in memory, to all diagnostics',
        '`yaml` parses them (ms)',
        'Meshward (ms)',
        'ratio',
        'ratio of processor time',
      ],
      rows,
    ),
  );
  print(`The scan's processor time grows with the number of files by the power ${exponent(FILES, costs).toFixed(2)}.`);
}

function keystrokes(): void {
  const rows: string[][] = [];
  const row = (size: string, typed: Typing) => {
    rows.push([
      size,
      ms(typed.median),
      ms(typed.p95),
      ms(typed.parse),
      times(typed.median, typed.parse),
      `${typed.rules}`,
    ]);
    return typed.median;
  };
  const byFiles = FILES.map((files) => {
    say(`keystrokes among ${files} files`);
    return row(`a file of 45 lines among ${count(files)}`, inProcess('type-files', [files, EDITS]));
  });
  const byLines = LINES.map((lines) => {
    say(`keystrokes in ${lines} lines`);
    return row(`a file of ${count(lines)} lines`, inProcess('type-lines', [lines, EDITS]));
  });
  print(
    "## A keystroke, the server's own work",
    '',
    table(
      ['where', 'median (ms)', 'p95 (ms)', '`yaml` parses the edited document (ms)', 'ratio', 'most rules run'],
      rows,
    ),
  );
  print(
    `It grows with the number of files by the power ${exponent(FILES, byFiles).toFixed(2)}, with the lines of the file by the power ${exponent(LINES, byLines).toFixed(2)}.`,
  );
}

function memory(): void {
  const rows = FILES.flatMap((files) =>
    ['', 'once'].map((once) => {
      const { heap, rss } = inProcess<{ heap: number; rss: number }>('memory', [files, once], '--expose-gc');
      return [`${count(files)} files, ${once ? 'judged once (terminal)' : 'kept current (editor)'}`, ms(heap), ms(rss)];
    }),
  );
  print('## Memory after a scan', '', table(['core alone', 'heap (MB)', 'resident (MB)'], rows));
}

function access(): void {
  say('access');
  let again = 0;
  let made = 0;
  const [floor, all] = inTurns(
    () => inProcess('parse-cluster', []),
    () => {
      const { rows, again: redone, ...cost } = inProcess<Cost & { rows: number; again: number }>('access', []);
      again = redone;
      made = rows;
      return cost;
    },
  );
  print(
    '## Who can call',
    '',
    table(
      ['1,000 models, 50 namespaces, 200 policies', 'ms', 'ratio', 'ratio of processor time'],
      [
        ['`yaml` parses the files', ms(floor!.wall), '1×', '1×'],
        [`all ${count(made)} rows`, ms(all!.wall), times(all!.wall, floor!.wall), times(all!.cpu, floor!.cpu)],
      ],
    ),
  );
  print(`After an edit of one policy, ${again} of the 1,000 models are worked out again.`);
}

function terminal(): void {
  say('terminal');
  const folder = join(scratch, 'files');
  writeAll(folder, filesOf(2_000));
  const cli = join(ROOT, 'dist/cli.js');
  const self = (...args: string[]) => wholeProcess(process.execPath, SELF, '--task', 'read', folder, ...args);
  const peers = [
    {
      name: '`istioctl analyze`',
      program: 'istioctl',
      probe: ['version', '--remote=false'],
      args: ['analyze', '--use-kube=false', '--recursive', folder],
    },
    { name: '`kubeconform`', program: 'kubeconform', probe: ['-v'], args: ['-ignore-missing-schemas', folder] },
  ];
  const here = peers.filter(({ program, probe }) => onPath(program, ...probe));
  const [read, parse, check, ...others] = inTurns(
    () => self(),
    () => self('parse'),
    () => wholeProcess(process.execPath, cli, 'check', folder),
    ...here.map(
      ({ program, args }) =>
        () =>
          wholeProcess(program, ...args),
    ),
  );
  const start = inTurns(() => wholeProcess(process.execPath, cli, '--version'))[0]!;
  const row = (name: string, cost: Cost) => [name, ms(cost.wall), times(cost.wall, parse!.wall)];
  print(
    '## In the terminal',
    '',
    table(
      ['2,000 files, the whole process', 'ms', 'ratio'],
      [
        row('Node reads the files', read!),
        row('Node reads the files and `yaml` parses them', parse!),
        row('`meshward check`', check!),
        row('`meshward --version`', start),
        ...peers.map((peer) => {
          const cost = others[here.indexOf(peer)];
          return cost ? row(peer.name, cost) : [peer.name, 'not on PATH', ''];
        }),
      ],
    ),
  );
}

function writeAll(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

interface Measured {
  readonly start: number;
  readonly open: number;
  readonly keys: readonly number[];
  readonly completion: number;
  readonly hover: number;
  readonly memory: number;
}

const NOTHING: Measured = {
  start: Number.NaN,
  open: Number.NaN,
  keys: [],
  completion: Number.NaN,
  hover: Number.NaN,
  memory: Number.NaN,
};

/** One open file in a server, as an editor would have it. A server that does not answer in time has no figures. */
async function measure(command: ServerCommand, lineCount: number): Promise<Measured> {
  say(`${command.name}, ${lineCount} lines`);
  const text = textOf(lineCount);
  const uri = pathToFileURL(join(scratch, 'manifest.yaml')).href;
  const { server, ms: start } = await MeasuredServer.start(command);
  try {
    const broken = text.replace('action: ALLOW', 'action: ALLOWS');
    const open = await server.open(uri, broken);
    await server.edit(uri, new LineIndex(broken), broken.indexOf('ALLOWS'), 6, 'ALLOW');
    const lines = new LineIndex(text);
    const keys: number[] = [];
    const enough = patience();
    for (const { offset, length } of toggles(text, EDITS / 2)) {
      keys.push(await server.edit(uri, lines, offset + length, 0, 'S'));
      keys.push(await server.edit(uri, lines, offset + length, 1, ''));
      if (enough()) break;
    }
    const completion: number[] = [];
    const hover: number[] = [];
    const tired = patience();
    for (const { offset } of toggles(text, 20, 3)) {
      completion.push(await server.request('completion', uri, lines, offset));
      hover.push(await server.request('hover', uri, lines, offset - 5));
      if (tired()) break;
    }
    return { start, open, keys, completion: median(completion), hover: median(hover), memory: server.memory() };
  } catch (error) {
    say(`${command.name}: ${error instanceof Error ? error.message : String(error)}`);
    return { ...NOTHING, start };
  } finally {
    await server.stop();
  }
}

function patience(): () => boolean {
  const end = performance.now() + PATIENCE;
  return () => performance.now() > end;
}

async function servers(): Promise<void> {
  let peer: ServerCommand | undefined;
  try {
    peer = yamlLanguageServer();
  } catch (error) {
    say(`the peer cannot be had: ${error instanceof Error ? error.message : String(error)}`);
  }
  const rows: string[][] = [];
  for (const lineCount of LINES) {
    const ours = await measure(meshward, lineCount);
    const theirs = peer ? await measure(peer, lineCount) : NOTHING;
    const text = textOf(lineCount);
    const parses = Array.from({ length: 5 }, () => {
      const begin = performance.now();
      parseAllDocuments(text);
      return performance.now() - begin;
    });
    const size = `${count(lineCount)} lines`;
    const row = (what: string, a: number, b: number) => rows.push([size, what, ms(a), ms(b), times(b, a)]);
    row('start to initialized (ms)', ours.start, theirs.start);
    row('start to first diagnostics (ms)', ours.start + ours.open, theirs.start + theirs.open);
    row('keystroke to diagnostics, median (ms)', median(ours.keys), median(theirs.keys));
    row('keystroke to diagnostics, p95 (ms)', quantile(ours.keys, 0.95), quantile(theirs.keys, 0.95));
    row('completion (ms)', ours.completion, theirs.completion);
    row('hover (ms)', ours.hover, theirs.hover);
    row('memory (MB)', ours.memory, theirs.memory);
    rows.push([size, '`yaml` parses the file (ms)', ms(Math.min(...parses)), '', '']);
  }
  const name = peer?.name ?? 'yaml-language-server';
  print('## One open file in a server', '', table(['size', 'what', 'Meshward', name, `${name} / Meshward`], rows));
}

async function folders(): Promise<void> {
  const rows: string[][] = [];
  for (const files of FILES) {
    say(`a folder of ${files} files in the server`);
    const folder = join(scratch, `folder-${files}`);
    const all = filesOf(files);
    writeAll(folder, all);
    const [name, text] = [...all][0]!;
    const { server } = await MeasuredServer.start(meshward, pathToFileURL(folder).href);
    const uri = pathToFileURL(join(folder, name)).href;
    const broken = text.replace('action: ALLOW', 'action: ALLOWS');
    const open = await server.open(uri, broken);
    const judged = await server.worked();
    const key = await server.edit(uri, new LineIndex(broken), broken.indexOf('ALLOWS'), 6, 'ALLOW');
    rows.push([`${count(files)} files`, ms(open), ms(judged), ms(key), ms(server.memory())]);
    await server.stop();
  }
  print(
    '## A folder in the server',
    '',
    table(
      [
        'folder',
        'open to first diagnostics (ms)',
        'start to all diagnostics (ms)',
        'keystroke after that (ms)',
        'memory (MB)',
      ],
      rows,
    ),
  );
}

try {
  scans();
  keystrokes();
  memory();
  access();
  terminal();
  await folders();
  await servers();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

if (!quick || process.argv.includes('--write')) {
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '<!-- measured -->\n<!-- /measured -->\n';
  const between = `<!-- measured -->\n\n${report.join('\n').trim()}\n\n<!-- /measured -->`;
  writeFileSync(
    PAGE,
    page.replace(/<!-- measured -->[\s\S]*<!-- \/measured -->/, () => between),
  );
}
