/** The mutual TLS mode of a port, as istiod works it out (istio pilot/pkg/security/authn/policy_applier.go). */

import type { MtlsMode, PeerAuthentication } from '../model/peer-authentication';
import { stringOf } from '../yaml/node';
import { type Placed, type PolicySet, selectsWorkload } from './policies';
import type { MeshFacts, Reason, Workload } from './question';

export interface PeerMode {
  /** `undefined` when a value that counts cannot be known. */
  readonly mode: Exclude<MtlsMode, 'UNSET'> | undefined;
  /** The PeerAuthentication that sets it; none for the default. */
  readonly policy: Placed<PeerAuthentication> | undefined;
  readonly reason: Reason;
  /** Others of the same scope, ignored because this one is older (or, at the same age, first by name). */
  readonly ignored: readonly Placed<PeerAuthentication>[];
}

interface Winner {
  readonly policy: Placed<PeerAuthentication> | undefined;
  readonly ignored: readonly Placed<PeerAuthentication>[];
  readonly unsure: boolean;
}

/**
 * Port beats workload beats namespace beats mesh; UNSET inherits; the default is PERMISSIVE. Of several of one scope the oldest wins,
 * then the first by name. A policy of the root namespace with a selector is ignored, for workloads of that namespace too.
 * @param port the pod's port
 */
export function peerModeOf(workload: Workload, port: number, policies: PolicySet, mesh: MeshFacts): PeerMode {
  const hasLabels = (one: Placed<PeerAuthentication>) => one.spec.selector.labels.size > 0 || one.spec.selector.unknown;
  const forMesh = pick(policies.peer.filter((one) => one.namespace === mesh.rootNamespace && !hasLabels(one)));
  const inNamespace =
    workload.namespace === mesh.rootNamespace
      ? []
      : policies.peer.filter((one) => one.namespace === workload.namespace);
  const forNamespace = pick(inNamespace.filter((one) => !hasLabels(one)));
  const selecting = inNamespace
    .filter(hasLabels)
    .map((one) => ({ one, selects: selectsWorkload(one.spec.selector, workload) }));
  const certain = pick(selecting.filter(({ selects }) => selects === true).map(({ one }) => one));
  const forWorkload: Winner = { ...certain, unsure: selecting.some(({ selects }) => selects === undefined) };

  if (forWorkload.unsure) {
    const maybe = selecting.find(({ selects }) => selects === undefined)!.one;
    return unknownMode(maybe, 'may select this workload: its selector or the pod labels cannot be read');
  }
  const workloadPolicy = forWorkload.policy;
  if (workloadPolicy) {
    const entry = [...workloadPolicy.spec.ports].find(([key]) => Number(key) === port)?.[1];
    if (entry) {
      if (entry.mode === undefined)
        return unknownMode(workloadPolicy, `sets port ${port} to a value that cannot be read`);
      if (entry.mode !== 'UNSET') {
        const text = `${label(workloadPolicy)} sets port ${port} to ${entry.mode}`;
        return {
          ...chosen(workloadPolicy, entry.mode, forWorkload),
          reason: { text, resource: workloadPolicy.spec.resource, node: entry.entry.value },
        };
      }
    }
  }
  for (const [winner, scope] of [
    [forWorkload, 'this workload'],
    [forNamespace, `namespace ${workload.namespace}`],
    [forMesh, 'the whole mesh'],
  ] as const) {
    const policy = winner.policy;
    if (!policy) continue;
    const { mode, modeNode, resource } = policy.spec;
    if (mode === undefined) return unknownMode(policy, `sets ${scope} to a mode that cannot be read`);
    if (mode === 'UNSET') continue;
    return {
      ...chosen(policy, mode, winner),
      reason: { text: `${label(policy)} sets ${scope} to ${mode}`, resource, node: modeNode ?? resource.headNode },
    };
  }
  return {
    mode: 'PERMISSIVE',
    policy: undefined,
    ignored: [],
    reason: {
      text: 'No PeerAuthentication sets a mode here, so it is PERMISSIVE: mutual TLS and plaintext are both taken',
    },
  };
}

const label = (policy: Placed<PeerAuthentication>) => `PeerAuthentication ${policy.namespace}/${policy.name}`;

const chosen = (policy: Placed<PeerAuthentication>, mode: Exclude<MtlsMode, 'UNSET'>, winner: Winner) => ({
  mode,
  policy,
  ignored: winner.ignored,
});

function unknownMode(policy: Placed<PeerAuthentication>, why: string): PeerMode {
  const { resource, modeNode } = policy.spec;
  return {
    mode: undefined,
    policy,
    ignored: [],
    reason: { text: `${label(policy)} ${why}`, resource, node: modeNode ?? resource.headNode },
  };
}

/** RFC 3339, so it sorts as text. An object without the stamp is created when it is applied: after all that have one. */
const createdAt = (policy: Placed<PeerAuthentication>): string =>
  stringOf(policy.spec.resource.at('metadata', 'creationTimestamp')) ?? '~';

function pick(candidates: readonly Placed<PeerAuthentication>[]): Winner {
  const [policy, ...ignored] = [...candidates].sort(
    (a, b) => compare(createdAt(a), createdAt(b)) || compare(a.name, b.name) || compare(a.namespace, b.namespace),
  );
  return { policy, ignored, unsure: false };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
