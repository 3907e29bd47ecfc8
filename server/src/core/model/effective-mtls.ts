/**
 * The mTLS mode that PeerAuthentications of the set give a policy's workloads. Mesh < namespace < workload < port; UNSET takes the next wider;
 * a selector in the root namespace counts for nothing (istio pilot/pkg/security/authn/policy_applier.go, seen with a real Envoy).
 */
import type { Platform } from '../platform/platform';
import type { KindId } from './kinds';
import { type MtlsMode, type PeerAuthentication, readPeerAuthentication } from './peer-authentication';
import type { Resource } from './resource';
import type { Selector } from './selector';

export interface EffectiveMtls {
  /** `undefined`: the set does not say. Files alone never prove that no PeerAuthentication exists. */
  readonly mode: Exclude<MtlsMode, 'UNSET'> | undefined;
  /** The policy that gives the mode. */
  readonly by: PeerAuthentication | undefined;
}

export interface MtlsLookup {
  readonly platform: Platform;
  inNamespace(kind: KindId, namespace: string): readonly Resource[];
}

const UNKNOWN: EffectiveMtls = { mode: undefined, by: undefined };

const policiesIn = (set: MtlsLookup, namespace: string): PeerAuthentication[] =>
  set.inNamespace('PeerAuthentication', namespace).map((each) => each.read(readPeerAuthentication));

const isWide = (policy: PeerAuthentication): boolean => policy.selector.labels.size === 0 && !policy.selector.unknown;

/** Mode of all workloads that a selector of this namespace takes; no labels: all workloads of the namespace. */
export function effectiveMtls(set: MtlsLookup, namespace: string, selector?: Selector): EffectiveMtls {
  const { rootNamespace } = set.platform;
  const own = policiesIn(set, namespace);
  const root = namespace === rootNamespace ? own : policiesIn(set, rootNamespace);
  const mesh = winner(root.filter(isWide), UNKNOWN, 'PERMISSIVE');
  const wide = namespace === rootNamespace ? mesh : winner(own.filter(isWide), mesh);
  if (namespace === rootNamespace) return wide;
  let result = wide;
  for (const policy of own) {
    if (isWide(policy)) continue;
    const relation = covers(policy.selector, selector);
    if (relation === 'apart') continue;
    const mine = winner([policy], wide);
    const even = [...policy.ports.values()].every((port) => port.mode === 'UNSET' || port.mode === mine.mode);
    if (policy.unknown || !even) return UNKNOWN;
    // One that takes only some of the workloads changes nothing when it says the same.
    if (relation === 'some' && mine.mode !== result.mode) return UNKNOWN;
    if (relation === 'all') {
      if (result !== wide && result.mode !== mine.mode) return UNKNOWN;
      result = mine;
    }
  }
  return result;
}

/**
 * Several of one scope: the oldest wins, which files do not tell; so they must agree.
 * @param unset what UNSET means when nothing is wider
 */
function winner(
  policies: readonly PeerAuthentication[],
  wider: EffectiveMtls,
  unset?: EffectiveMtls['mode'],
): EffectiveMtls {
  const modes = policies.map((policy): EffectiveMtls => {
    if (policy.unknown || policy.mode === undefined) return UNKNOWN;
    if (policy.mode !== 'UNSET') return { mode: policy.mode, by: policy };
    return unset ? { mode: unset, by: policy } : wider;
  });
  const [first] = modes;
  if (!first) return wider;
  return modes.every((one) => one.mode === first.mode) ? first : UNKNOWN;
}

/** How a PeerAuthentication's selector lies to a policy's: takes all its workloads, maybe some, or none. */
function covers(theirs: Selector, mine: Selector | undefined): 'all' | 'some' | 'apart' {
  if (!mine || mine.unknown || theirs.unknown || mine.labels.size === 0) return 'some';
  let all = true;
  for (const [key, value] of theirs.labels) {
    if (!mine.labels.has(key)) all = false;
    else if (mine.labels.get(key) !== value) return 'apart';
  }
  return all ? 'all' : 'some';
}
