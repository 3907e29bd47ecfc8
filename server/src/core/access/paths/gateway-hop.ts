/** The shared ingress gateway pods: what a listener takes, and what policies there say. */
import type { HttpRequest, Reason } from '../question';
import type { Listener } from './cluster';
import type { PathContext } from './context';
import { judgeGateway } from './judge';
import {
  assumed,
  behind,
  brokenFor,
  end,
  resultOf,
  type Sender,
  type Sent,
  seenIdentity,
  type Tail,
  type Way,
  way,
} from './trail';
import type { Assumption, Hop } from './types';

/** @param onward where the gateway sends the request, once it is let in */
export function wayToGateway(
  context: PathContext,
  port: number,
  sent: Sent,
  http: HttpRequest,
  onward: (listener: Listener) => Tail,
): Way {
  const listener = context.listeners.get(port);
  const hop = (sender: Sender, outcome: string, identity: string | null = null): Hop => ({
    from: sender.station,
    to: 'gateway',
    port,
    tls: sent.tls,
    identity,
    host: http.host,
    probe: false,
    outcome,
  });
  if (!listener) {
    const text = `No Gateway listens on port ${port} of the gateway pods`;
    return way((sender) => {
      const result = brokenFor(sender) === '503' ? '503' : 'refused';
      return behind(hop(sender, 'refused'), end(result, { text }));
    });
  }
  const { basis } = listener;
  const obstacle = obstacleAt(context, listener, sent);
  if (obstacle) {
    const stopped = way((sender) => {
      const result = obstacle.unknown ? 'unknown' : brokenFor(sender);
      return behind(hop(sender, result), end(result, obstacle.reason, sent.reason));
    }, basis);
    const seen = listener.mode === 'plaintext' || listener.mode === 'istio-mutual' || listener.mode === 'tls';
    return assumed(stopped, seen ? undefined : NOT_RUN);
  }
  const go: Way['go'] = (sender) => {
    const answer = judgeGateway(context, port, sent.tls, sender.identities, http);
    const identity = seenIdentity(sender, sent.tls, answer);
    const result = resultOf(answer, sender);
    if (result !== '200') return behind(hop(sender, result, identity), end(result, ...answer.reasons));
    return behind(hop(sender, 'accepted', identity), onward(listener));
  };
  return assumed(way(go, basis), context.network.gateway);
}

/** What the listener has against what is sent. */
function obstacleAt(
  context: PathContext,
  { mode, basis }: Listener,
  sent: Sent,
): { readonly reason: Reason; readonly unknown?: boolean } | undefined {
  if (mode === 'unknown') return { reason: { ...basis, text: `${basis.text}: not judged` }, unknown: true };
  if (sent.tls !== TAKES[mode]) return { reason: basis };
  if (mode === 'mutual-tls') {
    if (sent.ownCertificate)
      return {
        reason: { ...basis, text: `${basis.text}; whether it trusts the one that is sent is in no file` },
        unknown: true,
      };
    const text = `${basis.text}, and callers are taken to have none; one whose certificate it trusts gets further`;
    return { reason: { ...basis, text } };
  }
  if (mode === 'passthrough') {
    const routed = context.view.all('VirtualService').some((one) => one.at('spec', 'tls') ?? one.at('spec', 'tcp'));
    const text = `${basis.text}: it reads no HTTP, so no route of KServe or Knative counts there`;
    return {
      reason: { ...basis, text: routed ? `${text}; where VirtualServices lead it is not judged` : text },
      unknown: routed,
    };
  }
  return undefined;
}

const NOT_RUN: Assumption = {
  text: 'Gateways that ask for client certificates, or pass TLS on, were not run end to end',
  from: 'default',
};

/** What each kind of listener takes. */
const TAKES: Readonly<Record<Exclude<Listener['mode'], 'unknown'>, Sent['tls']>> = {
  plaintext: 'plaintext',
  'istio-mutual': 'mtls',
  tls: 'tls',
  'mutual-tls': 'tls',
  passthrough: 'tls',
};
