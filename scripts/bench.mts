/**
 * `npm run bench`: Meshward and its peers on the same generated texts in one run. Machines differ, so ratios are what counts; they are
 * printed and written to docs/performance.md. `--quick` takes fewer edits and smaller workspaces.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { RULES } from '../server/src/core/rules/index.gen';
import { LineIndex } from '../server/src/core/text/line-index';
import { Workspace } from '../server/src/core/workspace/workspace';
import { meshward, onPath, yamlLanguageServer } from './bench/peers.mjs';
import { MeasuredServer, type ServerCommand } from './bench/server.mjs';
import { filesOf, textOf, toggles } from './bench/texts.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const quick = process.argv.includes('--quick');
const EDITS = quick ? 20 : 200;
const LINES = [60, 2_000, 20_000];
const FILES = quick ? [200, 2_000] : [200, 2_000, 20_000];
const scratch = mkdtempSync(join(tmpdir(), 'meshward-bench-'));

const report: string[] = [];
const print = (line = '') => {
  console.log(line);
  report.push(line);
};
const table = (head: readonly string[], rows: readonly (readonly string[])[]) => {
  print(`| ${head.join(' | ')} |`);
  print(`| ${head.map((_, i) => (i === 0 ? '---' : '---:')).join(' | ')} |`);
  for (const row of rows) print(`| ${row.join(' | ')} |`);
  print();
};
const ms = (value: number) => (Number.isNaN(value) ? '-' : value < 10 ? value.toFixed(2) : value.toFixed(0));
const times = (peer: number, ours: number) => `${(peer / ours).toFixed(1)}×`;
const quantile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;
const median = (values: readonly number[]) => quantile(values, 0.5);
const timed = (run: () => void) => {
  const begin = performance.now();
  run();
  return performance.now() - begin;
};

interface Measured {
  readonly start: number;
  readonly open: number;
  readonly keystrokes: readonly number[];
  readonly completion: number;
  readonly hover: number;
  readonly memory: number;
}

async function measure(command: ServerCommand, lineCount: number): Promise<Measured> {
  let text = textOf(lineCount);
  const uri = pathToFileURL(join(scratch, 'manifest.yaml')).href;
  const { server, ms: start } = await MeasuredServer.start(command);
  const broken = text.replace('action: ALLOW', 'action: ALLOWS');
  const opened = await server.open(uri, broken);
  const lines = () => new LineIndex(text);
  const first = broken.indexOf('ALLOWS');
  text = broken;
  await server.edit(uri, lines(), first, 6, 'ALLOW');
  text = textOf(lineCount);
  const keystrokes: number[] = [];
  for (const { offset, length } of toggles(text, EDITS / 2)) {
    const index = lines();
    keystrokes.push(await server.edit(uri, index, offset + length, 0, 'S'));
    keystrokes.push(await server.edit(uri, index, offset + length, 1, ''));
  }
  const places = toggles(text, 20, 3);
  const completion: number[] = [];
  const hover: number[] = [];
  for (const { offset } of places) {
    completion.push(await server.request('completion', uri, lines(), offset));
    hover.push(await server.request('hover', uri, lines(), offset - 5));
  }
  const memory = server.memory();
  await server.stop();
  return { start, open: opened, keystrokes, completion: median(completion), hover: median(hover), memory };
}

/** Exponent of a cost curve: 1 is linear. */
const exponent = (sizes: readonly number[], costs: readonly number[]) =>
  Math.log(costs.at(-1)! / costs[0]!) / Math.log(sizes.at(-1)! / sizes[0]!);

spawnSync(join(ROOT, 'node_modules/.bin/tsx'), [join(ROOT, 'esbuild.mts'), '--production'], { stdio: 'inherit' });

print('# Performance');
print();
print(
  'Written by `npm run bench`. All figures of a table come from one run on one machine; compare the ratios. A keystroke is timed at',
);
print('the client, from the change it sends to the diagnostics it receives.');
print();

const peer = await yamlLanguageServer();
print('## One open file');
print();
const rows: string[][] = [];
const ourKeys: number[] = [];
for (const lineCount of LINES) {
  const ours = await measure(meshward, lineCount);
  const theirs = await measure(peer, lineCount);
  const floor = median(Array.from({ length: 5 }, () => timed(() => void parseAllDocuments(textOf(lineCount)))));
  ourKeys.push(median(ours.keystrokes));
  const size = `${lineCount.toLocaleString('en')} lines`;
  const row = (what: string, a: number, b: number) => rows.push([size, what, ms(a), ms(b), times(b, a)]);
  row('start to initialized (ms)', ours.start, theirs.start);
  row('start to first diagnostics (ms)', ours.start + ours.open, theirs.start + theirs.open);
  row('keystroke to diagnostics, median (ms)', median(ours.keystrokes), median(theirs.keystrokes));
  row('keystroke to diagnostics, p95 (ms)', quantile(ours.keystrokes, 0.95), quantile(theirs.keystrokes, 0.95));
  row('completion (ms)', ours.completion, theirs.completion);
  row('hover (ms)', ours.hover, theirs.hover);
  row('memory (MB)', ours.memory, theirs.memory);
  rows.push([size, 'floor: `yaml` parses the file (ms)', ms(floor), '', '']);
}
table(['size', 'what', 'Meshward', peer.name, 'ratio'], rows);
print(
  `A keystroke's cost grows with the file's lines by the power ${exponent(LINES.slice(1), ourKeys.slice(1)).toFixed(2)}.`,
);
print();

print('## A workspace');
print();
const scans: string[][] = [];
const scanCosts: number[] = [];
for (const foreign of [false, true]) {
  for (const count of FILES) {
    const files = filesOf(count, foreign);
    const parse = timed(() => {
      for (const text of files.values()) parseAllDocuments(text);
    });
    const workspace = new Workspace({ roots: ['file:///w/'], rules: RULES });
    const contents = new Map([...files].map(([name, text]) => [`file:///w/${name}`, { text }]));
    const scan = timed(() => {
      workspace.update(contents);
      for (const uri of contents.keys()) workspace.findings(uri);
    });
    if (!foreign) scanCosts.push(scan);
    const [uri, { text }] = [...contents][0]!;
    let typed = text;
    const keys = Array.from({ length: EDITS }, (_, i) => {
      typed = i % 2 === 0 ? text.replace('action: ALLOW', 'action: DENY') : text;
      return timed(() => {
        workspace.update(new Map([[uri, { text: typed }]]));
        workspace.findings(uri);
      });
    });
    scans.push([
      `${count.toLocaleString('en')} files${foreign ? ', three of four foreign' : ''}`,
      ms(parse),
      ms(scan),
      (scan / parse).toFixed(2),
      ms(median(keys)),
    ]);
  }
}
table(['workspace', '`yaml` parses all (ms)', 'first diagnostics (ms)', 'ratio', 'keystroke (ms)'], scans);
print(`The scan grows with the number of files by the power ${exponent(FILES, scanCosts).toFixed(2)}.`);
print();

print('## In the terminal');
print();
const folder = join(scratch, 'files');
for (const [name, text] of filesOf(2_000)) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}
const whole = (command: string, ...args: string[]) =>
  median(Array.from({ length: 3 }, () => timed(() => void spawnSync(command, args, { stdio: 'ignore' }))));
const ours = whole(process.execPath, join(ROOT, 'dist/cli.js'), 'check', folder);
const terminal: string[][] = [['`meshward check`', ms(ours), '1.0×']];
const other = (name: string, program: string, probe: string[], args: string[]) => {
  if (!onPath(program, ...probe)) return terminal.push([name, 'not on PATH', '']);
  const cost = whole(program, ...args);
  return terminal.push([name, ms(cost), times(cost, ours)]);
};
other(
  '`istioctl analyze`',
  'istioctl',
  ['version', '--remote=false'],
  ['analyze', '--use-kube=false', '--recursive', folder],
);
other('`kubeconform`', 'kubeconform', ['-v'], ['-ignore-missing-schemas', folder]);
table(['2,000 files', 'ms', 'ratio'], terminal);

rmSync(scratch, { recursive: true, force: true });
if (!quick) writeFileSync(join(ROOT, 'docs/performance.md'), `${report.join('\n').trimEnd()}\n`);
