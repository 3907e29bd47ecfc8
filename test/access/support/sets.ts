/** Manifest sets for questions about access, from the fixtures of recorded set-ups and from text. */
import { readdirSync, readFileSync } from 'node:fs';
import { evaluateAccess } from '../../../server/src/core/access/paths/evaluate';
import type { AccessRow } from '../../../server/src/core/access/paths/types';
import { SourceFile } from '../../../server/src/core/model/source-file';
import { DEFAULT_PLATFORM, type Platform } from '../../../server/src/core/platform/platform';
import { Snapshot } from '../../../server/src/core/workspace/snapshot';

export const ROOT = 'file:///w/';
/** The recorded rows come from a gateway of the Helm chart's name. */
export const PLATFORM: Platform = { ...DEFAULT_PLATFORM, gatewayServiceAccounts: ['istio-ingressgateway'] };

export function open(files: ReadonlyMap<string, string>, platform = PLATFORM): Snapshot {
  const sources = [...files].map(([name, text]) => SourceFile.open(ROOT + name, text));
  return Snapshot.of(sources, { roots: [ROOT], platform });
}

export function fixture(folder: string): Map<string, string> {
  const directory = new URL(`../paths/${folder}/`, import.meta.url);
  return new Map(readdirSync(directory).map((name) => [name, readFileSync(new URL(name, directory), 'utf8')]));
}

export const files = (folder: string, more: Record<string, string> = {}): Map<string, string> =>
  new Map([...fixture(folder), ...Object.entries(more)]);

export function rows(
  contents: ReadonlyMap<string, string>,
  name = 'sklearn-iris',
  platform = PLATFORM,
): readonly AccessRow[] {
  const snapshot = open(contents, platform);
  const service = evaluateAccess(snapshot, snapshot.sets[0]!).find((one) => one.name === name);
  return service!.rows;
}

export const cell = (all: readonly AccessRow[], caller: string, hostKind: string, activator: string): AccessRow =>
  all.find((row) => row.caller === caller && row.host === hostKind && row.activator === activator)!;
