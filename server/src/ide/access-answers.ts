/** Who can call the services of a workspace: asked by lenses, hovers and the panel, worked out once for each state of the files. */
import {
  AccessMemory,
  type AccessRow,
  evaluateAccess,
  explainRequest,
  type HostKind,
  type ManifestSet,
  type Resource,
  type ServiceAccess,
  type Snapshot,
} from '../core';
import { accessLine, STRANGER } from './access-words';

export class AccessAnswers {
  readonly #memory = new AccessMemory();
  readonly #bySet = new WeakMap<ManifestSet, readonly ServiceAccess[]>();
  /** An answer lives as long as nothing that it rests on changes; what is made of it does too. */
  readonly #strangers = new WeakMap<ServiceAccess, readonly AccessRow[]>();

  /** Services of a set of `snapshot`, in order of files; none is worked out before it is looked into. */
  servicesIn(snapshot: Snapshot, set: ManifestSet): readonly ServiceAccess[] {
    let services = this.#bySet.get(set);
    if (!services) {
      services = evaluateAccess(snapshot, set, this.#memory);
      this.#bySet.set(set, services);
    }
    return services;
  }

  of(snapshot: Snapshot, set: ManifestSet, resource: Resource): ServiceAccess | undefined {
    return this.servicesIn(snapshot, set).find((access) => access.resource === resource);
  }

  /** Rows of a caller from a namespace that nothing in the files names. */
  strangerTo(snapshot: Snapshot, set: ManifestSet, access: ServiceAccess): readonly AccessRow[] {
    let rows = this.#strangers.get(access);
    if (!rows) {
      rows = requestRows(snapshot, set, access, `mesh:${STRANGER}`);
      this.#strangers.set(access, rows);
    }
    return rows;
  }

  lineOf(snapshot: Snapshot, set: ManifestSet, access: ServiceAccess): string {
    return accessLine(access, this.strangerTo(snapshot, set, access));
  }
}

/** Rows of a caller that the evaluator has none for, with the hosts that callers in the mesh have. */
export function requestRows(
  snapshot: Snapshot,
  set: ManifestSet,
  access: ServiceAccess,
  caller: string,
  activator?: 'on' | 'off',
): readonly AccessRow[] {
  const kind = caller.startsWith('mesh:') ? 'mesh' : caller;
  const alike = access.groups.find(({ callers }) =>
    callers.some((each) => (each.startsWith('mesh:') ? 'mesh' : each) === kind),
  );
  const hosts = [...new Set(alike?.rows.map(({ host }) => host) ?? [])];
  const to = `${access.namespace}/${access.name}`;
  const ask = (host: HostKind) => explainRequest(snapshot, set, { from: caller, to, host, activator }) ?? [];
  return hosts.flatMap(ask);
}
