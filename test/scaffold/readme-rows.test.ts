/** Every combination of choices: each row of the README's table of answers is what the evaluator says. */
import { describe, expect, it } from 'vitest';
import { type AccessRow, evaluateAccess } from '../../server/src/core';
import { renderScaffold, type ScaffoldFile, type ScaffoldValues } from '../../server/src/core/scaffold';
import { analyse } from '../support/analyse';
import { allAnswers, describeAnswers } from './all-answers';
import { client, model, namespace } from './cluster';

const is = (caller: string, host: string) => (row: AccessRow) => row.caller === caller && row.host === host;
/** The public gateway knows no names of the cluster. */
const throughGateway = (row: AccessRow) => row.path.includes('G') && !is('external', 'predictor')(row);

/** Evaluator's rows that a row of the README speaks of, by its first cell. */
const MEANING: readonly (readonly [pattern: RegExp, speaksOf: (row: AccessRow) => boolean])[] = [
  [/^pod with (?:an identity|a sidecar) in `user1`, by/, is('mesh:user1', 'predictor')],
  [/^pod with a sidecar that runs as one of the accounts, by/, is('mesh:user1/model-client', 'predictor')],
  [/^any other pod with a sidecar, by/, is('mesh:user1', 'predictor')],
  [/^any other pod with a sidecar, by/, is('mesh:user2', 'predictor')],
  [/^pod (?:of another namespace|with a sidecar elsewhere), by/, is('mesh:user2', 'predictor')],
  [/^anyone through a gateway/, throughGateway],
  [/^from outside, through the gateway/, (row) => row.caller === 'external' && throughGateway(row)],
  [/^plaintext straight to a pod/, is('non-mesh', 'pod-ip')],
];

/** `200`, `403, but 200 while the activator is on the path`, `403 inside the cluster, 404 from outside`, `connection reset: why`. */
function promised(answer: string): { usual: (row: AccessRow) => string; behindActivator: string | undefined } {
  const [, inside, outside] = /^(\d+) inside the cluster, (\d+) from outside$/.exec(answer) ?? [];
  if (inside !== undefined) {
    return { usual: ({ caller }) => (caller === 'external' ? outside! : inside), behindActivator: undefined };
  }
  const [, usual, on] = /^(\d+|connection reset)(?:, but (\d+) while the activator is on the path)?/.exec(answer)!;
  return { usual: () => usual!.replace('connection ', ''), behindActivator: on };
}

/** The README tells what is so after its last step. */
const afterLastStep = (text: string): string =>
  text
    .replace('mode: PERMISSIVE', 'mode: STRICT')
    .replace(/ {2}annotations:\n(?: {4}#.*\n)* {4}istio\.io\/dry-run: "true"\n/g, '');

interface Case {
  readonly scaffold: string;
  /** What is there beside the scaffold's files. */
  readonly beside: (values: ScaffoldValues, burst: '0' | '-1') => Readonly<Record<string, string>>;
  readonly hasTable?: (values: ScaffoldValues) => boolean;
}

const modeOf = (knative: boolean) => (knative ? 'Knative' : 'Standard');
const user1 = namespace('user1');

const CASES: readonly Case[] = [
  {
    scaffold: 'namespace-lockdown',
    beside: ({ activator }, burst) => ({ 'model.yaml': model(modeOf(activator !== 'standard'), burst) }),
  },
  {
    scaffold: 'secure-inference-service',
    beside: () => ({ 'user1.yaml': user1 }),
    hasTable: ({ policy }) => policy === 'own',
  },
  {
    scaffold: 'service-accounts',
    beside: ({ mode }, burst) => ({ 'user1.yaml': user1, 'model.yaml': model(modeOf(mode !== 'Standard'), burst) }),
  },
];

function rowsOf(files: readonly ScaffoldFile[], beside: Readonly<Record<string, string>>): readonly AccessRow[] {
  const all = new Map<string, string>([
    ['user2.yaml', namespace('user2')],
    ['knative.yaml', namespace('knative-serving')],
    ['clients.yaml', [client('user1'), client('user1', 'model-client'), client('user2')].join('---\n')],
    ...Object.entries(beside),
  ]);
  for (const { path, text } of files) {
    if (path.endsWith('.yaml') && path !== 'kustomization.yaml') all.set(`new-${path}`, afterLastStep(text));
  }
  const { snapshot } = analyse(all).analysis;
  return evaluateAccess(snapshot, snapshot.sets[0]!)[0]!.rows;
}

/** Rows of the README's table of answers. */
const tableIn = (readme: string) =>
  [...readme.matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)]
    .map(([, who, answer]) => [who!, answer!] as const)
    .filter(([who]) => MEANING.some(([pattern]) => pattern.test(who)));

for (const { scaffold, beside, hasTable } of CASES) {
  describe(scaffold, () => {
    for (const values of allAnswers(scaffold)) {
      it(describeAnswers(values), () => {
        const { files } = renderScaffold(scaffold, values);
        const table = tableIn(files.find(({ path }) => path === 'README.md')!.text);
        if (hasTable && !hasTable(values)) {
          expect(table).toEqual([]);
          return;
        }
        expect(table.length).toBeGreaterThan(2);
        const off = rowsOf(files, beside(values, '0')).filter(({ activator }) => activator !== 'on');
        const on = rowsOf(files, beside(values, '-1')).filter(({ activator }) => activator === 'on');
        for (const [who, answer] of table) {
          const { usual, behindActivator } = promised(answer);
          for (const [pattern, speaksOf] of MEANING) {
            if (!pattern.test(who)) continue;
            expect(off.filter(speaksOf).length, `rows for ${who}`).toBeGreaterThan(0);
            for (const row of off.filter(speaksOf)) {
              const told = `${row.caller} by ${row.host}: ${answer}`;
              // Knative in ambient mode is not worked out: nothing may be claimed there.
              if (values.injection === 'ambient' && row.result === 'unknown') continue;
              expect(row.result, told).toBe(usual(row));
            }
            if (behindActivator === undefined || values.injection === 'ambient') continue;
            expect(on.filter(speaksOf).length, `rows for ${who} behind the activator`).toBeGreaterThan(0);
            for (const row of on.filter(speaksOf)) expect(row.result, `${row.caller}: ${answer}`).toBe(behindActivator);
          }
        }
      });
    }
  });
}
