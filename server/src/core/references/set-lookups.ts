/** Lookups in one set for questions that are asked once, on demand: nothing is recorded and nothing kept. */
import type { Lookups } from '../model/lookups';
import type { Platform } from '../platform/platform';
import { bucketKey } from '../workspace/index';
import { type ManifestSet, namespaceOf } from '../workspace/manifest-set';

export function setLookups({ index }: ManifestSet, platform: Platform): Lookups {
  const lookups: Lookups = {
    platform,
    all: (kind) => index.bucket(bucketKey(kind)),
    inNamespace: (kind, namespace) => index.bucket(bucketKey(kind, namespace)),
    find: (kind, namespace, name) => index.bucket(bucketKey(kind, namespace)).find((each) => each.name === name),
    cluster: (kind, name) => index.bucket(bucketKey(kind, name))[0],
    namespaceOf,
    derive: (compute) => compute(lookups),
    deriveFor: (place, compute) => compute(lookups, place),
  };
  return lookups;
}
