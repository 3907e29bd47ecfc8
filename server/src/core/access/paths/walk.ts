/**
 * One request, hop by hop: the client's proxy, the gateway, the activator, the pod. Every rule here was seen in Istio's own generator
 * and simulator with the VirtualServices of KServe and net-istio, or in runs of Knative's activator.
 */
import { authorize, decide } from '../decide';
import { type Identity, principalOf } from '../identity';
import { peerModeOf } from '../peer-mode';
import type { Answer, HttpRequest, Reason, Workload } from '../question';
import { clientTls, type ClientProxy, type ServerEndpoint, type ServiceHost } from './client-tls';
import { gatewayServicePort } from './cluster';
import type { PathContext } from './context';
import { componentOf, meaningOf, serviceHost } from './names';
import { type Component, podPort } from './service-model';
import type { ActivatorState, Assumption, Hop, PathResult, SentTls, StationKind } from './types';

/** Who sends on a hop. */
export interface Sender {
  readonly station: StationKind;
  /** `undefined`: no proxy stands between, the application talks to the network itself. */
  readonly proxy: ClientProxy | undefined;
  /** Certificates that the proxy may hold: one, or several when the files leave it open. */
  readonly identities: readonly Identity[];
}

export interface Outcome {
  readonly result: PathResult;
  readonly identity: string | null;
  readonly path: string;
  readonly hops: readonly Hop[];
  readonly hostAtPod: string | undefined;
  readonly reasons: readonly Reason[];
  readonly assumptions: readonly Assumption[];
}

const LETTERS: Record<StationKind, string> = { client: 'C', gateway: 'G', activator: 'A', pod: 'P' };
/** More stations than any real path has: a routing loop ends here. */
const MAX_HOPS = 8;
const GONE: ReadonlySet<string> = new Set(['knative-serving-namespace', 'knative-serving-revision']);

type Sent = { readonly tls: SentTls; readonly reason?: Reason };

export class PathWalk {
  readonly #context: PathContext;
  readonly #state: ActivatorState;
  readonly #hops: Hop[] = [];
  readonly #reasons: Reason[] = [];
  readonly #assumptions = new Map<string, Assumption>();

  constructor(context: PathContext, state: ActivatorState) {
    this.#context = context;
    this.#state = state;
    this.#assume(context.model.modeBasis);
  }

  /** A request of a pod in the cluster. */
  fromPod(sender: Sender, scheme: 'http' | 'https', host: string): Outcome {
    const { model, view } = this.#context;
    const { clusterDomain, knativeNamespace } = view.platform;
    const meaning = meaningOf(host, model, clusterDomain, knativeNamespace);
    const http = this.#request(host);
    if (!meaning) return this.#end('unknown', { text: `${host} is no name of ${model.namespace}/${model.name}` });
    const own: Sent | undefined = scheme === 'https' ? { tls: 'tls' } : undefined;
    const routed = sender.proxy !== undefined && !own && this.#sees(sender.proxy.namespace, model.namespace);
    switch (meaning.kind) {
      case 'pod-ip':
        return this.#toPod(sender, model.predictor, own ?? { tls: 'plaintext', reason: PASSTHROUGH }, http);
      case 'private':
        return this.#toService(sender, `${meaning.component.revision}-private`, meaning.component, 'pod', http, own);
      case 'revision':
        return this.#toRevision(sender, meaning.component, http, own);
      case 'activator':
        return this.#toActivator(sender, { ...http, headers: forgedHeaders(model.namespace, model.predictor) }, model.predictor, own, {
          host: serviceHost('activator-service', knativeNamespace, clusterDomain),
          namespace: knativeNamespace,
          port: 80,
        });
      case 'external':
        return this.fromOutside(host);
      case 'component':
        if (model.mode === 'Standard') return this.#toService(sender, meaning.component.name, meaning.component, 'pod', http, own);
        if (routed) return this.#toRevision(sender, meaning.component, this.#withRevision(http, meaning.component), own);
        this.#note(sender.proxy ? HIDDEN : DIRECT);
        return this.#toGatewayService(this.#outOfSight(sender), knativeGateway(clusterDomain), http, own);
      case 'top-level':
        return this.#topLevel(sender, meaning.full, http, own);
    }
  }

  /** A request from outside the cluster, at the public gateway. */
  fromOutside(host: string): Outcome {
    return this.#toGateway(OUTSIDE, 8080, { tls: 'plaintext' }, this.#request(host));
  }

  #topLevel(sender: Sender, full: boolean, http: HttpRequest, own: Sent | undefined): Outcome {
    const { model, view } = this.#context;
    const { ingress } = model;
    if (model.mode === 'Standard') {
      return this.#nowhere(sender, 'dns', 'none', http, { text: 'Standard mode makes no Service of that name' });
    }
    this.#assume(ingress.basis);
    if (ingress.topLevel === undefined) return this.#end('unknown', ingress.basis);
    if (!ingress.topLevel) {
      return this.#nowhere(sender, 'dns', 'none', http, {
        ...ingress.basis,
        text: `${ingress.basis.text}: no Service has that name (unless one of earlier was left behind)`,
      });
    }
    this.#note({ text: 'The top-level host leads through the local gateway', resource: ingress.basis.resource, node: ingress.basis.node });
    const { clusterDomain } = view.platform;
    if (full && sender.proxy && !own && this.#sees(sender.proxy.namespace, model.namespace)) {
      const rewritten = { ...http, host: serviceHost(model.entry.name, model.namespace, clusterDomain) };
      return this.#toGatewayService(sender, ingress.knativeLocalGatewayService, rewritten, own);
    }
    return this.#toGatewayService(sender, ingress.localGatewayService, http, own);
  }

  #toRevision(sender: Sender, component: Component, http: HttpRequest, own: Sent | undefined): Outcome {
    if (this.#state !== 'on') return this.#toService(sender, component.revision, component, 'pod', http, own);
    const { activator } = this.#context.model;
    this.#note({ ...activator.reason, text: `The activator is on the path: ${activator.reason.text}` });
    return this.#toService(sender, component.revision, component, 'activator', http, own);
  }

  #toService(sender: Sender, name: string, component: Component, to: 'pod' | 'activator', http: HttpRequest, own: Sent | undefined): Outcome {
    const { model, view } = this.#context;
    const service = { host: serviceHost(name, model.namespace, view.platform.clusterDomain), namespace: model.namespace, port: 80 };
    if (to === 'activator') return this.#toActivator(sender, http, component, own, service);
    const sent = own ?? this.#sentTo(sender, service, this.#podEndpoint(component));
    return sent ? this.#toPod(sender, component, sent, http) : this.#end('unknown');
  }

  #toGatewayService(sender: Sender, service: string, http: HttpRequest, own: Sent | undefined): Outcome {
    const port = own ? 443 : 80;
    const target = gatewayServicePort(this.#context.view, service, port);
    if (target.basis) this.#assume(target.basis);
    if (target.port === undefined) return this.#end('unknown', { text: `Where port ${port} of ${service} leads is in no file` });
    const direct = sender.proxy === undefined || own;
    if (target.port === 'none') {
      const why: Reason = { text: `${service} has no port ${port}`, resource: target.basis?.resource, node: target.basis?.node };
      return this.#nowhere(sender, direct ? 'refused' : '503', 'plaintext', http, why);
    }
    const [, namespace = ''] = service.split('.');
    const sent = own ?? this.#sentTo(sender, { host: service, namespace, port }, NO_SIDECAR);
    return sent ? this.#toGateway(sender, target.port, sent, http) : this.#end('unknown');
  }

  #sentTo(sender: Sender, service: ServiceHost, endpoint: ServerEndpoint): Sent | undefined {
    if (!sender.proxy) return { tls: 'plaintext', reason: { text: 'The caller has no proxy and sends plaintext' } };
    const { tls, reason } = clientTls(this.#context.view, sender.proxy, service, endpoint);
    if (tls) return { tls, reason };
    this.#note(reason);
    return undefined;
  }

  #toGateway(sender: Sender, port: number, sent: Sent, http: HttpRequest): Outcome {
    if (this.#hops.length >= MAX_HOPS) return this.#end('unknown', { text: 'The gateways pass the request around in a circle' });
    const context = this.#context;
    const listener = context.listeners.get(port);
    const hop = { from: sender.station, to: 'gateway', port, tls: sent.tls, host: http.host, probe: false } as const;
    if (!listener) {
      this.#hops.push({ ...hop, identity: null, outcome: 'refused' });
      return this.#end(sender.proxy ? '503' : 'refused', { text: `No Gateway listens on port ${port} of the gateway pods` });
    }
    this.#assume(listener.basis);
    const takes = { plaintext: 'plaintext', 'istio-mutual': 'mtls', tls: 'tls' }[listener.mode as string];
    if (takes === undefined) {
      this.#hops.push({ ...hop, identity: null, outcome: 'unknown' });
      return this.#end('unknown', { ...listener.basis, text: `${listener.basis.text}: not judged` });
    }
    if (takes !== sent.tls) {
      const result = sender.proxy ? '503' : 'reset';
      this.#hops.push({ ...hop, identity: null, outcome: result });
      return this.#end(result, listener.basis, sent.reason);
    }
    const identities = sent.tls === 'mtls' ? sender.identities : [];
    const answer = this.#agree(identities, (identity) =>
      authorize(
        {
          workload: context.gatewayWorkload,
          request: { identity, sends: sent.tls === 'mtls' ? 'mtls' : 'plaintext', port, http },
          policies: context.gatewayPolicies,
          mesh: context.mesh,
        },
        { mtlsMode: undefined, transport: 'none' },
      ),
    );
    const seen = identities[0] ? principalOf(identities[0]) : null;
    if (answer.verdict !== 'allow') {
      this.#hops.push({ ...hop, identity: seen, outcome: statusOf(answer) });
      return this.#end(statusOf(answer), ...answer.reasons);
    }
    this.#hops.push({ ...hop, identity: seen, outcome: 'accepted' });
    return this.#fromGateway(listener.gateways, http);
  }

  #fromGateway(gateways: ReadonlySet<string>, http: HttpRequest): Outcome {
    const context = this.#context;
    const { model, view } = context;
    const { clusterDomain, knativeNamespace } = view.platform;
    const sender: Sender = {
      station: 'gateway',
      proxy: { namespace: view.platform.gatewayNamespace, kind: 'gateway', labels: GATEWAY_LABELS },
      identities: context.gatewayIdentities,
    };
    const meaning = meaningOf(http.host, model, clusterDomain, knativeNamespace);
    const on = (gateway: string) => gateways.has(gateway);
    const { ingress } = model;
    const topLevel = ingress.topLevel === true && model.mode === 'Knative';
    const fullHost = serviceHost(model.entry.name, model.namespace, clusterDomain);
    if (meaning?.kind === 'component' && model.mode === 'Knative' && on(`${knativeNamespace}/knative-local-gateway`)) {
      return this.#toRevision(sender, meaning.component, this.#withRevision(http, meaning.component), undefined);
    }
    if (meaning?.kind === 'top-level' && meaning.full && topLevel && on(ingress.localGateway)) {
      return this.#toGatewayService(sender, ingress.knativeLocalGatewayService, { ...http, host: fullHost }, undefined);
    }
    if (meaning?.kind === 'external' && !model.clusterLocal) {
      if (meaning.of === 'component' && model.mode === 'Knative' && on(`${knativeNamespace}/knative-ingress-gateway`)) {
        const component = componentOf(http.host, model);
        return this.#toRevision(sender, component, this.#withRevision(http, component), undefined);
      }
      if (meaning.of !== 'component' && topLevel && on(ingress.ingressGateway)) {
        this.#assume(ingress.basis);
        return this.#toGatewayService(sender, ingress.knativeLocalGatewayService, { ...http, host: fullHost }, undefined);
      }
      if (model.mode === 'Standard' && meaning.of === 'service') {
        if (ingress.gatewayApi) return this.#end('unknown', { text: 'A gateway of the Gateway API serves this host; that path is not judged' });
        this.#assume({ text: 'Standard mode behind the ingress gateway was not run end to end', from: 'default' });
        return this.#toService(sender, model.entry.name, model.entry, 'pod', http, undefined);
      }
    }
    const why = model.clusterLocal && meaning?.kind === 'external' ? 'the InferenceService is cluster-local' : 'no VirtualService there takes this host';
    if (meaning?.kind === 'external' || meaning?.kind === 'top-level') this.#assume(ingress.basis);
    this.#hops.push({ from: 'gateway', to: undefined, port: undefined, tls: 'none', identity: null, host: http.host, probe: false, outcome: '404' });
    return this.#end('404', { text: `The gateway has no route for ${http.host}: ${why}` });
  }

  #toActivator(sender: Sender, http: HttpRequest, component: Component, own: Sent | undefined, service: ServiceHost): Outcome {
    const context = this.#context;
    const { activator } = context;
    this.#assume(activator.membership.basis);
    const hasSidecar = activator.membership.kind === 'unknown' ? undefined : activator.membership.kind === 'sidecar';
    const mode = peerModeOf(activator.workload, ACTIVATOR_PORT, activator.policies, context.mesh).mode;
    const sent = own ?? this.#sentTo(sender, service, { hasSidecar, mode });
    if (!sent) return this.#end('unknown');
    const answer = this.#ask(sender, sent, activator.workload, activator.membership.kind, ACTIVATOR_PORT, http, activator.policies);
    const identity = this.#seen(sender, sent, answer);
    const hop = { from: sender.station, to: 'activator', port: ACTIVATOR_PORT, tls: sent.tls, identity, host: http.host, probe: false } as const;
    if (answer.verdict !== 'allow') {
      const result = resultOf(answer, sender);
      this.#hops.push({ ...hop, outcome: result });
      return this.#end(result, ...answer.reasons, sent.reason);
    }
    this.#hops.push({ ...hop, outcome: 'accepted' });
    return this.#fromActivator(component, http);
  }

  /**
   * Knative's activator (serving pkg/activator/net): it probes the pod's address first, in plaintext also from behind its sidecar, and uses
   * the private Service's ClusterIP only when that connection is refused; a 403 leaves it without any destination.
   */
  #fromActivator(component: Component, http: HttpRequest): Outcome {
    const context = this.#context;
    const sidecar = context.activator.membership.kind === 'sidecar';
    const sender: Sender = {
      station: 'activator',
      proxy: sidecar ? { namespace: context.view.platform.knativeNamespace, kind: 'sidecar', labels: ACTIVATOR_LABELS } : undefined,
      identities: sidecar ? [context.activator.identity] : [],
    };
    const { mode, basis } = context.meshCompatibility;
    this.#assume(basis);
    if (mode === 'unknown') return this.#end('unknown', basis);
    const forwarded: HttpRequest = { ...http, headers: {}, without: GONE, hostIsAddress: true };
    const health: HttpRequest = { ...forwarded, method: 'GET', path: '/healthz' };
    if (mode !== 'enabled') {
      const plain: Sent = { tls: 'plaintext', reason: PASSTHROUGH };
      const probe = this.#askPod(sender, plain, component, { ...health, host: `${POD}:${podPort(context.model)}` });
      const hop = { from: 'activator', to: 'pod', port: podPort(context.model), tls: 'plaintext', identity: null, host: POD, probe: true } as const;
      if (probe.verdict === 'allow') {
        this.#hops.push({ ...hop, outcome: 'accepted' });
        return this.#toPod(sender, component, plain, { ...forwarded, host: `${POD}:${podPort(context.model)}` });
      }
      const refused = probe.verdict === 'reject-plaintext';
      if (probe.verdict === 'unknown') {
        this.#hops.push({ ...hop, outcome: 'unknown' });
        return this.#end('unknown', ...probe.reasons);
      }
      if (!refused || mode === 'disabled' || !sidecar) {
        this.#hops.push({ ...hop, outcome: 'timeout' });
        const text = refused
          ? "The activator reaches the pod neither at its address nor through its Service: plaintext is refused, and the activator sends nothing else"
          : "The activator's probe of the pod's address carries no identity and is denied, so it never finds the pod: requests wait until they time out";
        return this.#end('timeout', { text }, ...probe.reasons, context.activator.membership.basis);
      }
      this.#hops.push({ ...hop, outcome: 'refused' });
    }
    const { model, view } = context;
    const host = serviceHost(`${component.revision}-private`, model.namespace, view.platform.clusterDomain);
    const sent = this.#sentTo(sender, { host, namespace: model.namespace, port: 80 }, this.#podEndpoint(component));
    if (!sent) return this.#end('unknown');
    const probe = this.#askPod(sender, sent, component, { ...health, host: CLUSTER_IP });
    if (probe.verdict !== 'allow') {
      const tls = sent.tls;
      const identity = this.#seen(sender, sent, probe);
      this.#hops.push({ from: 'activator', to: 'pod', port: podPort(model), tls, identity, host: CLUSTER_IP, probe: true, outcome: 'timeout' });
      if (probe.verdict === 'unknown') return this.#end('unknown', ...probe.reasons);
      return this.#end('timeout', { text: "The activator's health probe is denied, so requests wait until they time out" }, ...probe.reasons, sent.reason);
    }
    return this.#toPod(sender, component, sent, { ...forwarded, host: CLUSTER_IP });
  }

  #toPod(sender: Sender, component: Component, sent: Sent, http: HttpRequest): Outcome {
    this.#assume(component.membership.basis);
    const answer = this.#askPod(sender, sent, component, http);
    const result = resultOf(answer, sender);
    const identity = this.#seen(sender, sent, answer);
    const port = podPort(this.#context.model);
    this.#hops.push({ from: sender.station, to: 'pod', port, tls: sent.tls, identity, host: http.host, probe: false, outcome: result });
    const arrived = answer.verdict === 'allow' || answer.verdict === 'deny';
    const outcome = this.#end(result, ...answer.reasons, sent.reason);
    return { ...outcome, identity: arrived ? identity : null, hostAtPod: arrived ? http.host : undefined };
  }

  #askPod(sender: Sender, sent: Sent, component: Component, http: HttpRequest): Answer {
    const { model, podPolicies } = this.#context;
    return this.#ask(sender, sent, component.workload, component.membership.kind, podPort(model), http, podPolicies);
  }

  #ask(
    sender: Sender,
    sent: Sent,
    workload: Workload,
    membership: Component['membership']['kind'],
    port: number,
    http: HttpRequest,
    policies: PathContext['podPolicies'],
  ): Answer {
    const base = { mtlsMode: undefined, transport: sent.tls === 'mtls' ? 'mtls' : 'plaintext' } as const;
    if (membership === 'unknown') return { ...base, verdict: 'unknown', reasons: [{ text: `Whether the pods of ${workload.namespace} have a sidecar cannot be known` }] };
    if (membership === 'ambient') return { ...base, verdict: 'unknown', reasons: [{ text: `Namespace ${workload.namespace} is in the ambient mesh: this path was never run` }] };
    if (membership === 'none') {
      if (sent.tls === 'plaintext') return { ...base, verdict: 'allow', reasons: [{ text: 'The pod has no sidecar, so no policy stands before it' }] };
      return { ...base, verdict: 'reject-mtls', reasons: [{ text: 'The pod has no sidecar and cannot take TLS' }] };
    }
    if (sent.tls === 'tls') return { ...base, verdict: 'reject-tls', reasons: [{ text: "The sidecar takes only the mesh's own TLS" }] };
    const sends = sent.tls === 'mtls' ? 'mtls' : 'plaintext';
    const identities = sends === 'mtls' ? sender.identities : [];
    return this.#agree(identities, (identity) =>
      decide({ workload, request: { identity, sends, port, http }, policies, mesh: this.#context.mesh }),
    );
  }

  /** One answer for all certificates that the sender may hold; unknown when they differ. */
  #agree(identities: readonly Identity[], ask: (identity: Identity | undefined) => Answer): Answer {
    if (identities.length === 0) return ask(undefined);
    const answers = identities.map(ask);
    const [first] = answers;
    if (answers.every((answer) => answer.verdict === first!.verdict)) return first!;
    const text = `It depends on the account that the caller runs as: ${identities.map(principalOf).join(' or ')}`;
    return { ...first!, verdict: 'unknown', reasons: [{ text }, ...answers.flatMap((answer) => answer.reasons)] };
  }

  #seen(sender: Sender, sent: Sent, answer: Answer): string | null {
    const connected = answer.verdict === 'allow' || answer.verdict === 'deny';
    const identity = sender.identities[0];
    return sent.tls === 'mtls' && connected && identity ? principalOf(identity) : null;
  }

  #podEndpoint(component: Component): ServerEndpoint {
    const { model, podPolicies, mesh } = this.#context;
    const { kind } = component.membership;
    return {
      hasSidecar: kind === 'unknown' ? undefined : kind === 'sidecar',
      mode: peerModeOf(component.workload, podPort(model), podPolicies, mesh).mode,
    };
  }

  /** The mesh's own VirtualService names the revision in two headers (net-istio). */
  #withRevision(http: HttpRequest, component: Component): HttpRequest {
    return { ...http, headers: forgedHeaders(this.#context.model.namespace, component) };
  }

  #request(host: string): HttpRequest {
    const { method, path } = this.#context.request;
    return { method, path, host, headers: {}, open: true, hostIsAddress: host === POD };
  }

  #sees(client: string, namespace: string): boolean {
    const limit = this.#context.egressOf(client);
    if (!limit) return true;
    return limit.has('*') || limit.has(namespace) || (limit.has('.') && client === namespace);
  }

  /** A proxy that does not even see the gateway's Service passes the bytes on as they are. */
  #outOfSight(sender: Sender): Sender {
    const { gatewayNamespace } = this.#context.view.platform;
    return sender.proxy && !this.#sees(sender.proxy.namespace, gatewayNamespace) ? { ...sender, proxy: undefined } : sender;
  }

  #nowhere(sender: Sender, result: PathResult, tls: SentTls, http: HttpRequest, reason: Reason): Outcome {
    this.#hops.push({ from: sender.station, to: undefined, port: undefined, tls, identity: null, host: http.host, probe: false, outcome: result });
    return this.#end(result, reason);
  }

  #assume(assumption: Assumption): void {
    this.#assumptions.set(assumption.text, assumption);
  }

  #note(reason: Reason): void {
    this.#reasons.push(reason);
  }

  #end(result: PathResult, ...reasons: readonly (Reason | undefined)[]): Outcome {
    const all = [...reasons, ...this.#reasons].filter((reason): reason is Reason => reason !== undefined);
    const seen = new Set<string>();
    return {
      result,
      identity: null,
      path: ['C', ...this.#hops.filter((hop) => !hop.probe && hop.to).map((hop) => LETTERS[hop.to!])].join('-'),
      hops: [...this.#hops],
      hostAtPod: undefined,
      reasons: all.filter(({ text }) => !seen.has(text) && seen.add(text)).map(({ text, resource, node }) => ({ text, resource, node })),
      assumptions: [...this.#assumptions.values()],
    };
  }
}

const ACTIVATOR_PORT = 8012;
const POD = '<pod IP>';
const CLUSTER_IP = '<ClusterIP>';
const NO_SIDECAR: ServerEndpoint = { hasSidecar: false, mode: undefined };
const OUTSIDE: Sender = { station: 'client', proxy: undefined, identities: [] };
const GATEWAY_LABELS: ReadonlyMap<string, string> = new Map([['istio', 'ingressgateway']]);
const ACTIVATOR_LABELS: ReadonlyMap<string, string> = new Map([['app', 'activator']]);
const PASSTHROUGH: Reason = { text: 'A request to a bare pod address goes out as plaintext, with a sidecar too' };
const DIRECT: Reason = { text: 'Without a sidecar the name leads to the local gateway, which then calls in its own name' };
const HIDDEN: Reason = { text: "A Sidecar hides the model's namespace from the caller, so the name leads to the local gateway" };

const knativeGateway = (clusterDomain: string): string => `knative-local-gateway.istio-system.svc.${clusterDomain}`;

const forgedHeaders = (namespace: string, component: Component): Record<string, string> => ({
  'Knative-Serving-Namespace': namespace,
  'Knative-Serving-Revision': component.revision,
});

const statusOf = (answer: Answer): '403' | 'unknown' => (answer.verdict === 'deny' ? '403' : 'unknown');

function resultOf(answer: Answer, sender: Sender): PathResult {
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
