/** Which pods of a set a selector takes. */
import type { KindId } from '../model/kinds';
import { POD_KINDS, type PodGroup, podGroupsIn, readPodGroups, selectsPods } from '../model/pods';
import type { Resource } from '../model/resource';
import { isPlacedUnknown } from '../model/workload';
import type { Platform } from '../platform/platform';
import { bucketKey } from '../workspace/index';
import { type ManifestSet, namespaceOf } from '../workspace/manifest-set';
import type { Selection } from './mention';

export interface TakenPods {
  readonly sure: readonly PodGroup[];
  /** Those whose labels, or the selector, cannot be known to the end. */
  readonly perhaps: readonly PodGroup[];
}

/** What a selector asks for; no labels: every pod within its reach. */
export type Chosen = Pick<Selection, 'labels' | 'reach' | 'unknown'>;

/** @param resource the object that holds the selector: its namespace is where pods are looked for */
export function podsTaken(set: ManifestSet, platform: Platform, resource: Resource, chosen: Chosen): TakenPods {
  if (isPlacedUnknown(resource)) return { sure: [], perhaps: [] };
  const namespace = namespaceOf(resource);
  const everywhere = reachesAll(chosen, namespace, platform);
  const pods = everywhere
    ? POD_KINDS.flatMap((kind) => set.index.bucket(bucketKey(kind)).flatMap((each) => each.read(readPodGroups)))
    : podGroupsIn({ inNamespace: (kind: KindId, name) => set.index.bucket(bucketKey(kind, name)) }, namespace);
  const sure: PodGroup[] = [];
  const perhaps: PodGroup[] = [];
  for (const group of pods) {
    const answer = selectsPods({ node: undefined, labels: chosen.labels, unknown: chosen.unknown }, group);
    if (answer) sure.push(group);
    else if (answer === undefined) perhaps.push(group);
  }
  return { sure, perhaps };
}

/** Policies of the root namespace count for the whole mesh, and a Gateway for pods wherever they are. */
export const reachesAll = ({ reach }: Pick<Chosen, 'reach'>, namespace: string, platform: Platform): boolean =>
  reach === 'everywhere' || (reach === 'policy' && namespace === platform.rootNamespace);
