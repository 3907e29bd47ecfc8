/** The last hop: the model's pod. */
import type { HttpRequest } from '../question';
import { AMBIENT_NOT_RUN } from './ambient';
import { type ClientProxy, clientTls, type ServerEndpoint, type ServiceHost } from './client-tls';
import type { PathContext } from './context';
import { judgePod } from './judge';
import { type Component, podPort } from './service-model';
import { assuming, behind, end, resultOf, type Sender, type Sent, seenIdentity, type Tail } from './trail';

export function arriveAtPod(
  context: PathContext,
  sender: Sender,
  component: Component,
  sent: Sent,
  http: HttpRequest,
): Tail {
  const answer = judgePod(context, component, sent.tls, sender.identities, http);
  const result = resultOf(answer, sender);
  const identity = seenIdentity(sender, sent.tls, answer);
  const arrived = answer.verdict === 'allow' || answer.verdict === 'deny';
  const hop = {
    from: sender.station,
    to: 'pod',
    port: podPort(context.model),
    tls: sent.tls,
    identity,
    host: http.host,
    probe: false,
    outcome: result,
  } as const;
  const tail = { ...end(result, ...answer.reasons, sent.reason), identity, hostAtPod: arrived ? http.host : undefined };
  const ambient = component.membership.kind === 'ambient' || sender.proxy?.kind === 'ambient';
  return assuming(
    behind(hop, tail),
    component.membership.basis,
    ambient ? AMBIENT_NOT_RUN : undefined,
    context.network.pod(component),
  );
}

export function podEndpoint(context: PathContext, component: Component): ServerEndpoint {
  const { kind } = component.membership;
  const { mode } = context.podPolicies(component).peerMode(podPort(context.model));
  return { hasSidecar: kind === 'unknown' ? undefined : kind === 'sidecar', ambient: kind === 'ambient', mode };
}

/** What the sender's side puts on the wire to a Service; the end of the way when that cannot be known. */
export function sendTo(
  context: PathContext,
  proxy: ClientProxy | undefined,
  service: ServiceHost,
  endpoint: ServerEndpoint,
): Sent | Tail {
  if (!proxy) return NO_PROXY;
  const { namespace, kind } = proxy;
  const key = `${context.shaped.has(namespace) ? namespace : ''} ${kind} ${service.host}`;
  let sent = context.sends.get(key);
  if (!sent) {
    sent = clientTls(context.view, proxy, service, endpoint);
    context.sends.set(key, sent);
  }
  const { tls, reason, ownCertificate } = sent;
  return tls ? { tls, reason, ownCertificate } : end('unknown', reason);
}

export const isEnd = (sent: Sent | Tail): sent is Tail => 'result' in sent;

const NO_PROXY: Sent = { tls: 'plaintext', reason: { text: 'The caller has no proxy and sends plaintext' } };
