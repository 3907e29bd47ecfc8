/** A request's way as it is put together, from the last hop backwards. */
import { type Identity, principalOf } from '../identity';
import type { Answer, Reason } from '../question';
import type { ClientProxy } from './client-tls';
import type { Assumption, Hop, PathResult, SentTls, StationKind } from './types';

/** Who sends on a hop. */
export interface Sender {
  readonly station: StationKind;
  /** `undefined`: no proxy stands between, the application talks to the network itself. */
  readonly proxy: ClientProxy | undefined;
  /** Certificates that the proxy may hold: one, or several when the files leave it open. */
  readonly identities: readonly Identity[];
}

export interface Sent {
  readonly tls: SentTls;
  /** With `tls`: a client certificate of its own. */
  readonly ownCertificate?: boolean;
  readonly reason?: Reason;
}

/** The way from some station on. */
export interface Tail {
  readonly result: PathResult;
  /** Principal that the pod sees. */
  readonly identity: string | null;
  readonly hostAtPod: string | undefined;
  readonly hops: readonly Hop[];
  /** What decides comes first. */
  readonly reasons: readonly Reason[];
  readonly assumptions: readonly Assumption[];
}

export const end = (result: PathResult, ...reasons: readonly (Reason | undefined)[]): Tail => ({
  result,
  identity: null,
  hostAtPod: undefined,
  hops: [],
  reasons: reasons.filter((reason) => reason !== undefined),
  assumptions: [],
});

export const behind = (hop: Hop, tail: Tail): Tail => ({ ...tail, hops: [hop, ...tail.hops] });

export const assuming = (tail: Tail, ...assumptions: readonly (Assumption | undefined)[]): Tail => ({
  ...tail,
  assumptions: [...assumptions.filter((one) => one !== undefined), ...tail.assumptions],
});

/**
 * A route that is known but for the certificate of whoever takes it: worked out once for all callers of a kind. Notes and assumptions are
 * added behind what the way itself says.
 */
export interface Way {
  readonly go: (sender: Sender) => Tail;
  readonly notes: readonly Reason[];
  readonly assumptions: readonly Assumption[];
}

export const way = (go: Way['go'], assumption?: Assumption): Way => ({
  go,
  notes: [],
  assumptions: assumption ? [assumption] : [],
});

/** A way that ends the same for everyone. */
export const ending = (tail: Tail, assumption?: Assumption): Way => way(() => tail, assumption);

export const noted = (from: Way, note: Reason): Way => ({ ...from, notes: [...from.notes, note] });

export const assumed = (from: Way, assumption: Assumption | undefined): Way =>
  assumption ? { ...from, assumptions: [assumption, ...from.assumptions] } : from;

/** The way as one sender goes it. */
export function travel({ go, notes, assumptions }: Way, sender: Sender): Tail {
  const tail = go(sender);
  if (notes.length === 0 && assumptions.length === 0) return tail;
  return {
    ...tail,
    reasons: notes.length === 0 ? tail.reasons : [...tail.reasons, ...notes],
    assumptions: assumptions.length === 0 ? tail.assumptions : [...assumptions, ...tail.assumptions],
  };
}

/** A request that goes nowhere: no such name, no such port, no route. */
export function nowhere(from: StationKind, result: PathResult, tls: SentTls, host: string, reason: Reason): Tail {
  const hop: Hop = { from, to: undefined, port: undefined, tls, identity: null, host, probe: false, outcome: result };
  return behind(hop, end(result, reason));
}

/** Who the receiver sees, once it has taken the connection. */
export function seenIdentity(sender: Sender, tls: SentTls, answer: Answer): string | null {
  const connected = answer.verdict === 'allow' || answer.verdict === 'deny';
  const identity = sender.identities[0];
  return tls === 'mtls' && connected && identity ? principalOf(identity) : null;
}

/** A broken connection, as the application sees it: ztunnel reads no HTTP and has no status to give. */
export const brokenFor = ({ proxy }: Sender): PathResult => (proxy && proxy.kind !== 'ambient' ? '503' : 'reset');

/** What the caller sees of an answer: a broken connection is a 503 where a proxy stands before the application. */
export function resultOf(answer: Answer, sender: Sender): PathResult {
  switch (answer.verdict) {
    case 'allow':
      return '200';
    case 'deny':
      return answer.onConnection ? brokenFor(sender) : '403';
    case 'reject-plaintext':
    case 'reject-mtls':
    case 'reject-tls':
      return brokenFor(sender);
    default:
      return 'unknown';
  }
}
