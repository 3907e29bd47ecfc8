/** Whole request paths against rows from Istio's own generator and simulator, and the example of KServe's service mesh guide. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AccessMemory, evaluateAccess, explainRequest } from '../../server/src/core/access/paths/evaluate';
import { placeOf } from '../../server/src/core/access/paths/place';
import type { AccessRow } from '../../server/src/core/access/paths/types';
import { SourceFile } from '../../server/src/core/model/source-file';
import { DEFAULT_PLATFORM } from '../../server/src/core/platform/platform';
import { Snapshot } from '../../server/src/core/workspace/snapshot';

const ROOT = 'file:///w/';
/** The recorded rows come from a gateway of the Helm chart's name. */
const PLATFORM = { ...DEFAULT_PLATFORM, gatewayServiceAccounts: ['istio-ingressgateway'] };

interface RecordedRow {
  row: string;
  variant: string;
  sks: 'serve' | 'proxy';
  caller: 'httpbin' | 'sleep' | 'plain';
  url: string;
  seen: {
    hops: { tlsSent: string; to: string }[];
    path: string;
    idAtPod?: string;
    hostAtPod?: string;
    code: string;
  };
}

const FOLDERS: Record<string, string> = {
  base: 'base',
  'base-noVS': 'no-top-level',
  '8081 ISTIO_MUTUAL, no DR': '8081-mutual',
  '*.local DR, 8081 HTTP': 'mesh-dr',
  '*.local DR, 8081 ISTIO_MUTUAL': 'mesh-dr-8081-mutual',
  'host DR, 8081 ISTIO_MUTUAL': 'host-dr-8081-mutual',
  'kserve-local-gateway 8082, *.local DR, 8081 ISTIO_MUTUAL': 'kserve-gateway-8082',
  'kserve-local-gateway 8445, *.local DR, 8081 ISTIO_MUTUAL, no label': 'kserve-gateway-8445',
  PERMISSIVE: 'permissive',
  'no PeerAuthentication': 'no-peer-authentication',
  'PA DISABLE': 'disable',
  'DISABLE DR for the revision': 'revision-dr-disable',
  'DISABLE DR for the predictor host': 'predictor-dr-disable',
  'activator outside the mesh': 'activator-outside',
  'cluster-local ksvc': 'cluster-local',
  'mesh-wide STRICT (root PA), base': 'mesh-strict',
};

const CALLERS = { httpbin: 'mesh:user1/httpbin', sleep: 'mesh:default/sleep', plain: 'non-mesh' } as const;

function open(files: ReadonlyMap<string, string>, platform = PLATFORM): Snapshot {
  const sources = [...files].map(([name, text]) => SourceFile.open(ROOT + name, text));
  return Snapshot.of(sources, { roots: [ROOT], platform });
}

function fixture(folder: string): Map<string, string> {
  const directory = new URL(`paths/${folder}/`, import.meta.url);
  return new Map(readdirSync(directory).map((name) => [name, readFileSync(new URL(name, directory), 'utf8')]));
}

const recorded = readFileSync(new URL('../corpus/oracle/paths.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as RecordedRow);

/** An address stands for itself where the recording holds one and we cannot know it. */
const host = (text: string | undefined) =>
  text && /^(?:\d+\.){3}\d+$|^<(?:ClusterIP|pod IP)>/.test(text) ? 'address' : (text ?? '');

const shape = (row: AccessRow) => ({
  path: row.path,
  result: row.result,
  identity: row.identity ?? '',
  host: host(row.hostAtPod),
  tls: row.hops.map((hop) => (hop.tls === 'none' ? '' : hop.tls)),
});

describe('request paths', () => {
  it('has a fixture for every recorded set-up', () => {
    expect(new Set(recorded.map((row) => row.variant))).toEqual(new Set(Object.keys(FOLDERS)));
    expect(recorded).toHaveLength(708);
  });

  it.each(Object.entries(FOLDERS))('%s: every row', (variant, folder) => {
    const snapshot = open(fixture(folder));
    const rows = recorded.filter((row) => row.variant === variant);
    expect(rows.length).toBeGreaterThanOrEqual(44);
    const differing = rows.flatMap((row) => {
      const outside = /^(?:12|13|19) /.test(row.row);
      const [answer] = explainRequest(snapshot, snapshot.sets[0]!, {
        from: outside ? 'external' : CALLERS[row.caller],
        to: 'user1/sklearn-iris',
        host: row.url,
        activator: row.sks === 'serve' ? 'off' : 'on',
      })!;
      const expected = {
        path: row.seen.path,
        result: row.seen.code,
        identity: row.seen.idAtPod ?? '',
        host: host(row.seen.hostAtPod),
        tls: row.seen.hops.map((hop) => hop.tlsSent),
      };
      const got = shape(answer!);
      return JSON.stringify(got) === JSON.stringify(expected) ? [] : [{ row: `${row.sks} ${row.row}`, expected, got }];
    });
    expect(differing).toEqual([]);
  });
});
