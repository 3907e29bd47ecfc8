/**
 * What is measured in a process of its own, so that nothing is warm from what came before. Each prints one line of JSON; processor time is
 * that of all threads, compilers and collectors included.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { AccessMemory, evaluateAccess } from '../../server/src/core';
import { RULES } from '../../server/src/core/rules/index.gen';
import { Workspace } from '../../server/src/core/workspace/workspace';
import { optimizeLater } from '../../server/src/node/engine';
import { median, quantile } from './figures.mjs';
import { clusterOf, filesOf, textOf, toggles } from './texts.mjs';

/** Milliseconds on the clock and of the processor. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

function costOf(run: () => void): Cost {
  const used = process.cpuUsage();
  const begin = performance.now();
  run();
  const wall = performance.now() - begin;
  const { user, system } = process.cpuUsage(used);
  return { wall, cpu: (user + system) / 1000 };
}

const ROOTS = ['file:///w/'];
const contentsOf = (files: ReadonlyMap<string, string>) =>
  new Map([...files].map(([name, text]) => [`file:///w/${name}`, { text }]));
const texts = (files: ReadonlyMap<string, string>) => [...files.values()];

function scanned(files: ReadonlyMap<string, string>): Workspace {
  const workspace = new Workspace({ roots: ROOTS, rules: RULES });
  workspace.update(contentsOf(files));
  for (const uri of workspace.snapshot.files.keys()) workspace.findings(uri);
  return workspace;
}

const parseAll = (all: readonly string[]) => {
  for (const text of all) parseAllDocuments(text);
};

/** Edits of one word to and fro, each with its findings; beside them the time to parse the edited document alone. */
function typing(workspace: Workspace, edits: readonly { uri: string; before: string; after: string; part: string }[]) {
  const keys: number[] = [];
  const parses: number[] = [];
  let rules = 0;
  for (const { uri, before, after, part } of edits) {
    for (const text of [after, before]) {
      const ran = workspace.counters.rulesRun;
      keys.push(
        costOf(() => {
          workspace.update(new Map([[uri, { text }]]));
          workspace.findings(uri);
        }).wall,
      );
      parses.push(costOf(() => parseAll([part])).wall);
      rules = Math.max(rules, workspace.counters.rulesRun - ran);
    }
  }
  return { median: median(keys), p95: quantile(keys, 0.95), parse: median(parses), rules };
}

export type Typing = ReturnType<typeof typing>;

const TASKS: Readonly<Record<string, (...args: string[]) => unknown>> = {
  parse: (files, foreign) => {
    const all = texts(filesOf(Number(files), foreign === 'foreign'));
    return costOf(() => parseAll(all));
  },
  scan: (files, foreign) => {
    optimizeLater();
    const all = filesOf(Number(files), foreign === 'foreign');
    return costOf(() => void scanned(all));
  },
  memory: (files, once) => {
    optimizeLater();
    const workspace = new Workspace({ roots: ROOTS, rules: RULES, once: once === 'once' });
    workspace.update(contentsOf(filesOf(Number(files))));
    for (const uri of workspace.snapshot.files.keys()) workspace.findings(uri);
    globalThis.gc?.();
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    return { heap: heapUsed / 1e6, rss: rss / 1e6, files: workspace.snapshot.files.size };
  },
  'type-files': (files, edits) => {
    optimizeLater();
    const all = filesOf(Number(files));
    const workspace = scanned(all);
    const names = [...all.keys()];
    return typing(
      workspace,
      Array.from({ length: Number(edits) / 2 }, (_, i) => {
        const name = names[(i * 7919) % names.length]!;
        const before = all.get(name)!;
        return {
          uri: `file:///w/${name}`,
          before,
          after: before.replace('action: ALLOW', 'action: DENY'),
          part: before.split('---\n')[0]!,
        };
      }),
    );
  },
  'type-lines': (lines, edits) => {
    optimizeLater();
    const text = textOf(Number(lines));
    const workspace = scanned(new Map([['a.yaml', text]]));
    return typing(
      workspace,
      toggles(text, Number(edits) / 2).map(({ offset, length }) => ({
        uri: 'file:///w/a.yaml',
        before: text,
        after: `${text.slice(0, offset + length)}S${text.slice(offset + length)}`,
        part: text.slice(text.lastIndexOf('apiVersion', offset), text.indexOf('---', offset)),
      })),
    );
  },
  'parse-cluster': () => {
    const all = texts(clusterOf());
    return costOf(() => parseAll(all));
  },
  access: () => {
    optimizeLater();
    const workspace = new Workspace({ roots: ROOTS, rules: [] });
    const files = clusterOf();
    workspace.update(contentsOf(files));
    const memory = new AccessMemory();
    let rows = 0;
    const all = () => {
      rows = 0;
      for (const set of workspace.snapshot.sets) {
        for (const service of evaluateAccess(workspace.snapshot, set, memory)) rows += service.rows.length;
      }
    };
    const first = costOf(all);
    const text = files.get('ns-7/lock-7.yaml')!.replace('"POST"', '"GET"');
    workspace.update(new Map([['file:///w/ns-7/lock-7.yaml', { text }]]));
    all();
    return { ...first, rows, again: memory.evaluated };
  },
  /** The floor of `meshward check`: a process that reads the files of a folder, with `parse` parses them too, and does nothing else. */
  read: (folder, parse) =>
    costOf(() => {
      for (const name of readdirSync(folder!, { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.yaml')) continue;
        const text = readFileSync(join(folder!, name), 'utf8');
        if (parse) parseAllDocuments(text);
      }
    }),
};

/** Runs one task and prints what it found. */
export function runTask(name: string, args: readonly string[]): void {
  process.stdout.write(JSON.stringify(TASKS[name]!(...args)));
}
