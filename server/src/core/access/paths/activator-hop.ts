/** Knative's activator on the path (serving pkg/activator; its decisive parts were run alone). */
import type { HttpRequest, Reason } from '../question';
import type { ClientProxy, ServerEndpoint, ServiceHost } from './client-tls';
import type { PathContext } from './context';
import { ACTIVATOR_PORT, judgeActivator, judgePod } from './judge';
import { CLUSTER_IP, POD_IP, serviceHost } from './names';
import { arriveAtPod, isEnd, podEndpoint, sendTo } from './pod-hop';
import { type Component, podPort } from './service-model';
import {
  assumed,
  assuming,
  behind,
  end,
  resultOf,
  type Sender,
  type Sent,
  seenIdentity,
  type Tail,
  type Way,
  way,
} from './trail';
import type { Hop } from './types';

const LABELS: ReadonlyMap<string, string> = new Map([['app', 'activator']]);
/** The activator takes them off. */
const GONE: ReadonlySet<string> = new Set(['knative-serving-namespace', 'knative-serving-revision']);
export const PASSTHROUGH: Reason = {
  text: 'A request to a bare pod address goes out as plaintext, with a sidecar too',
};

/** @param own what the application itself sends, where no proxy adds to it */
export function wayToActivator(
  context: PathContext,
  proxy: ClientProxy | undefined,
  component: Component,
  service: ServiceHost,
  http: HttpRequest,
  own: Sent | undefined,
): Way {
  const { membership, policies } = context.activator;
  const endpoint: ServerEndpoint = {
    hasSidecar: membership.kind === 'unknown' ? undefined : membership.kind === 'sidecar',
    ambient: membership.kind === 'ambient',
    mode: policies.peerMode(ACTIVATOR_PORT).mode,
  };
  const sent = own ?? sendTo(context, proxy, service, endpoint);
  if (isEnd(sent)) return way(() => sent);
  const go: Way['go'] = (sender) => {
    const answer = judgeActivator(context, sent.tls, sender.identities, http);
    const result = resultOf(answer, sender);
    const hop: Hop = {
      from: sender.station,
      to: 'activator',
      port: ACTIVATOR_PORT,
      tls: sent.tls,
      identity: seenIdentity(sender, sent.tls, answer),
      host: http.host,
      probe: false,
      outcome: result === '200' ? 'accepted' : result,
    };
    return behind(
      hop,
      result === '200' ? fromActivator(context, component, http) : end(result, ...answer.reasons, sent.reason),
    );
  };
  return assumed(way(go, membership.basis), context.network.activator);
}

/** The same whoever called: made once for a component. */
function fromActivator(context: PathContext, component: Component, http: HttpRequest): Tail {
  const key = `activator ${component.name}`;
  let tail = context.tails.get(key);
  if (!tail) {
    tail = assuming(forward(context, component, http), context.meshCompatibility.basis);
    context.tails.set(key, tail);
  }
  return tail;
}

/**
 * The activator probes the pod's address first, in plaintext also from behind its sidecar, and uses the private Service's ClusterIP only
 * when that connection is refused; a 403 leaves it without any destination.
 */
function forward(context: PathContext, component: Component, http: HttpRequest): Tail {
  const { mode, basis } = context.meshCompatibility;
  if (mode === 'unknown') return end('unknown', basis);
  const sidecar = context.activator.membership.kind === 'sidecar';
  const { knativeNamespace } = context.view.platform;
  const sender: Sender = {
    station: 'activator',
    proxy: sidecar ? { namespace: knativeNamespace, kind: 'sidecar', labels: LABELS } : undefined,
    identities: sidecar ? [context.activator.identity] : [],
  };
  const forwarded: HttpRequest = { ...http, headers: {}, without: GONE, hostIsAddress: true };
  if (mode === 'enabled') return throughClusterIp(context, sender, component, forwarded);
  const port = podPort(context.model);
  const plain: Sent = { tls: 'plaintext', reason: PASSTHROUGH };
  const address = `${POD_IP}:${port}`;
  const answer = judgePod(context, component, 'plaintext', [], healthProbe(forwarded, address));
  const probe = (outcome: string): Hop => probeHop(port, plain, null, address, outcome);
  if (answer.verdict === 'allow') {
    return behind(probe('accepted'), arriveAtPod(context, sender, component, plain, { ...forwarded, host: address }));
  }
  if (answer.verdict === 'unknown') return behind(probe('unknown'), end('unknown', ...answer.reasons));
  const refused = answer.verdict === 'reject-plaintext';
  if (refused && mode === 'auto' && sidecar) {
    return behind(probe('refused'), throughClusterIp(context, sender, component, forwarded));
  }
  const text = refused
    ? 'The activator reaches the pod neither at its address nor through its Service: plaintext is refused, and the activator sends nothing else'
    : "The activator's probe of the pod's address carries no identity and is denied, so it never finds the pod: requests wait until they time out";
  return behind(probe('timeout'), end('timeout', { text }, ...answer.reasons, context.activator.membership.basis));
}

function throughClusterIp(context: PathContext, sender: Sender, component: Component, http: HttpRequest): Tail {
  const { model, view } = context;
  const host = serviceHost(`${component.revision}-private`, model.namespace, view.platform.clusterDomain);
  const sent = sendTo(
    context,
    sender.proxy,
    { host, namespace: model.namespace, port: 80 },
    podEndpoint(context, component),
  );
  if (isEnd(sent)) return sent;
  const answer = judgePod(context, component, sent.tls, sender.identities, healthProbe(http, CLUSTER_IP));
  if (answer.verdict === 'allow') return arriveAtPod(context, sender, component, sent, { ...http, host: CLUSTER_IP });
  const text = "The activator's health probe does not get through, so requests wait until they time out";
  const rest =
    answer.verdict === 'unknown'
      ? end('unknown', ...answer.reasons)
      : end('timeout', { text }, ...answer.reasons, sent.reason);
  return behind(probeHop(podPort(model), sent, seenIdentity(sender, sent.tls, answer), CLUSTER_IP, rest.result), rest);
}

const healthProbe = (http: HttpRequest, host: string): HttpRequest => ({
  ...http,
  method: 'GET',
  path: '/healthz',
  host,
});

const probeHop = (port: number, sent: Sent, identity: string | null, host: string, outcome: string): Hop => ({
  from: 'activator',
  to: 'pod',
  port,
  tls: sent.tls,
  identity,
  host,
  probe: true,
  outcome,
});
