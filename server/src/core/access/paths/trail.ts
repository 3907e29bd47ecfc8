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

export const noting = (tail: Tail, reason: Reason): Tail => ({ ...tail, reasons: [...tail.reasons, reason] });

export const assuming = (tail: Tail, ...assumptions: readonly (Assumption | undefined)[]): Tail => ({
  ...tail,
  assumptions: [...assumptions.filter((one) => one !== undefined), ...tail.assumptions],
});

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

/** What the caller sees of an answer: a broken connection is a 503 where a proxy stands before the application. */
export function resultOf(answer: Answer, sender: Sender): PathResult {
  switch (answer.verdict) {
    case 'allow':
      return '200';
    case 'deny':
      return '403';
    case 'reject-plaintext':
    case 'reject-mtls':
    case 'reject-tls':
      return sender.proxy ? '503' : 'reset';
    default:
      return 'unknown';
  }
}
