/** Who gets in, in plain words: "user1 ✓ · other namespaces ✗, but ✓ through the activator · outside ✗". */
import type { AccessRow, ActivatorState, CallerName, HostKind, PathResult, ServiceAccess } from '../core';

export type Verdict = 'open' | 'closed' | 'unknown';

export const SIGNS: Readonly<Record<Verdict, string>> = { open: '✓', closed: '✗', unknown: '?' };

export const verdictOf = (result: PathResult): Verdict =>
  result === '200' ? 'open' : result === 'unknown' ? 'unknown' : 'closed';

export const HOST_WORDS: Readonly<Record<HostKind, string>> = {
  predictor: "predictor's host",
  'top-level': 'top-level host',
  external: 'external host',
  path: 'path on the shared host',
  'activator-service': "activator's own Service",
  'pod-ip': "pod's address",
};

export const STATE_WORDS: Readonly<Record<ActivatorState, string>> = {
  off: 'activator off',
  on: 'activator on',
  none: '',
};

/** Stands for a namespace that nothing in the files names. */
export const STRANGER = 'some-other-namespace';
export const OTHERS = 'other namespaces';

/** @returns `namespace` or `namespace/account` of a pod with a sidecar. */
export const meshName = (caller: CallerName): string | undefined =>
  caller.startsWith('mesh:') ? caller.slice('mesh:'.length) : undefined;

export function callerLabel(caller: CallerName): string {
  if (caller === 'non-mesh') return 'pods without a sidecar';
  if (caller === 'external') return 'outside';
  return meshName(caller) ?? caller;
}

/**
 * How one caller fares, by a sign and what differs from it: the sign is that of the host that such callers ordinarily use, in the state
 * that the activator is usually in.
 */
export function fareOf(rows: readonly AccessRow[], usual: 'off' | 'on' | 'both'): string {
  const ordinary = rows[0]?.host;
  const states = rows.filter(({ host }) => host === ordinary);
  const base = states.find(({ activator }) => activator === (usual === 'on' ? 'on' : 'off')) ?? states[0];
  if (!base) return SIGNS.unknown;
  const verdict = verdictOf(base.result);
  const ways = (rows: readonly AccessRow[], wanted: Verdict) => [
    ...new Set(rows.filter((row) => verdictOf(row.result) === wanted).map((row) => wayWords(row, base))),
  ];
  // Someone who gets in by the ordinary way has no need of others.
  const candidates = verdict === 'open' ? states : rows;
  const parts = (['open', 'closed', 'unknown'] as const).flatMap((wanted) => {
    if (wanted === verdict || (verdict !== 'open' && wanted === 'closed')) return [];
    const found = ways(candidates, wanted);
    return found.length > 0 ? [`${SIGNS[wanted]} ${found.join(' and ')}`] : [];
  });
  return [SIGNS[verdict], ...parts].join(', but ');
}

/** What a row's way has that the ordinary one has not. */
function wayWords(row: AccessRow, base: AccessRow): string {
  if (row.host === 'pod-ip') return "at the pod's address";
  if (row.path.includes('A') && !base.path.includes('A')) return 'through the activator';
  if (!row.path.includes('A') && base.path.includes('A')) return 'past the activator';
  if (row.path.includes('G') && !base.path.includes('G')) return 'through the gateway';
  return `by the ${HOST_WORDS[row.host]}`;
}

/** @param stranger rows of a caller from a namespace that nothing names */
export function accessLine(access: ServiceAccess, stranger: readonly AccessRow[]): string {
  const unread = access.mode === 'unknown' || access.mode === 'ModelMesh';
  if (unread) return `who gets in is unknown: ${access.groups[0]?.rows[0]?.reasons[0]?.text ?? access.mode}`;
  const usual = access.activator?.usual ?? 'off';
  const others = fareOf(stranger, usual);
  const told = access.groups.map(({ callers, rows }) => ({ callers, fare: fareOf(rows, usual) }));
  const byAccount = new Set(
    told.flatMap(({ callers }) => callers.flatMap((caller) => meshName(caller)?.match(/^(.+)\//)?.[1] ?? [])),
  );
  const labels = new Map<string, string[]>();
  const add = (fare: string, label: string) => {
    const known = labels.get(fare);
    if (!known) labels.set(fare, [label]);
    else if (!known.includes(label)) known.push(label);
  };
  for (const { callers, fare } of told) {
    for (const caller of callers) {
      const name = meshName(caller);
      // Its own namespace is always named; others only where they fare unlike strangers.
      if (name === undefined) continue;
      const [namespace = '', account] = name.split('/');
      if (namespace !== access.namespace && fare === others) continue;
      add(fare, account === undefined && byAccount.has(namespace) ? `${namespace}/default` : name);
    }
  }
  add(others, OTHERS);
  for (const { callers, fare } of told)
    for (const caller of callers) if (meshName(caller) === undefined) add(fare, callerLabel(caller));
  return [...labels].map(([fare, names]) => `${listed(names)} ${fare}`).join(' · ');
}

const MOST = 4;

/** The last names say most: who is not named one by one. */
function listed(names: readonly string[]): string {
  const common = names.filter(
    (name) => name === OTHERS || name === callerLabel('non-mesh') || name === callerLabel('external'),
  );
  const single = names.filter((name) => !common.includes(name));
  const shown = single.length > MOST ? [...single.slice(0, MOST - 1), `${single.length - MOST + 1} more`] : single;
  return [...shown, ...common].join(', ');
}

/** @returns a sentence on what comes of a request. */
export function resultSentence(row: AccessRow): string {
  switch (row.result) {
    case '200':
      return row.identity === null
        ? 'The request gets in; the model sees no identity.'
        : `The request gets in; the model sees ${row.identity}.`;
    case '403':
      return 'The request is refused by a policy (403).';
    case '404':
      return 'No route leads there (404).';
    case '503':
      return "The caller's proxy, or a gateway, cannot pass the request on (503).";
    case 'reset':
      return 'The connection is cut: the receiver takes no such connection.';
    case 'refused':
      return 'Nothing listens there: the connection is refused.';
    case 'timeout':
      return 'The request waits until it times out.';
    case 'dns':
      return 'No such name exists in the cluster.';
    default:
      return 'The files do not tell what comes of it.';
  }
}
