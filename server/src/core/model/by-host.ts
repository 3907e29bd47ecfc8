/** Objects by the full names of the hosts that they are for; computed once for the set by `derive`. */
import { stringsOf } from '../yaml/node';
import type { KindId } from './kinds';
import type { Lookups } from './lookups';
import type { Resource } from './resource';
import { fullHost } from './service-host';
import { isPlacedUnknown } from './workload';

export type ByHost = ReadonlyMap<string, readonly Resource[]>;

/** In order of files. Objects without a name, or in a namespace that cannot be known, are left out. */
export const virtualServicesByHost = (set: Lookups): ByHost => byHost(set, 'VirtualService');
export const serviceEntriesByHost = (set: Lookups): ByHost => byHost(set, 'ServiceEntry');

function byHost(set: Lookups, kind: KindId): ByHost {
  const found = new Map<string, Resource[]>();
  for (const each of set.all(kind)) {
    if (each.name === undefined || isPlacedUnknown(each)) continue;
    const namespace = set.namespaceOf(each);
    for (const host of new Set(stringsOf(each.at('spec', 'hosts')))) {
      const full = fullHost(host, namespace, set.platform.clusterDomain);
      const known = found.get(full);
      if (known) known.push(each);
      else found.set(full, [each]);
    }
  }
  return found;
}
