/**
 * One request, hop by hop: the client's proxy, the gateway, the activator, the pod. Every rule here was seen in Istio's own generator
 * and simulator with the VirtualServices of KServe and net-istio, or in runs of Knative's activator.
 */
import type { HttpRequest, Reason } from '../question';
import { PASSTHROUGH, sendToActivator } from './activator-hop';
import type { ServerEndpoint } from './client-tls';
import { gatewayServicePort } from './cluster';
import type { PathContext } from './context';
import { judgeGateway } from './judge';
import { componentOf, meaningOf, POD_IP, serviceHost } from './names';
import { arriveAtPod, isEnd, podEndpoint, sendTo } from './pod-hop';
import type { Component } from './service-model';
import {
  assuming,
  behind,
  end,
  noting,
  nowhere,
  resultOf,
  type Sender,
  type Sent,
  seenIdentity,
  type Tail,
} from './trail';
import type { ActivatorState, Assumption, Hop, PathResult, StationKind } from './types';

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
const NO_SIDECAR: ServerEndpoint = { hasSidecar: false, mode: undefined };
const OUTSIDE: Sender = { station: 'client', proxy: undefined, identities: [] };
const PUBLIC_PORT = 8080;
const GATEWAY_LABELS: ReadonlyMap<string, string> = new Map([['istio', 'ingressgateway']]);

export class PathWalk {
  readonly #context: PathContext;
  readonly #state: ActivatorState;

  constructor(context: PathContext, state: ActivatorState) {
    this.#context = context;
    this.#state = state;
  }

  /** A request of a pod in the cluster. */
  fromPod(sender: Sender, scheme: 'http' | 'https', host: string): Outcome {
    return outcomeOf(assuming(this.#fromPod(sender, scheme, host), this.#context.model.modeBasis));
  }

  /** A request from outside the cluster, at the public gateway. */
  fromOutside(host: string): Outcome {
    return outcomeOf(assuming(this.#outside(host), this.#context.model.modeBasis));
  }

  #outside(host: string): Tail {
    return this.#toGateway(OUTSIDE, PUBLIC_PORT, { tls: 'plaintext' }, this.#request(host));
  }

  #fromPod(sender: Sender, scheme: 'http' | 'https', host: string): Tail {
    const { model, view } = this.#context;
    const { clusterDomain, knativeNamespace } = view.platform;
    const meaning = meaningOf(host, model, clusterDomain, knativeNamespace);
    const http = this.#request(host);
    if (!meaning) return end('unknown', { text: `${host} is no name of ${model.namespace}/${model.name}` });
    const own: Sent | undefined = scheme === 'https' ? { tls: 'tls' } : undefined;
    switch (meaning.kind) {
      case 'pod-ip':
        return arriveAtPod(
          this.#context,
          sender,
          model.predictor,
          own ?? { tls: 'plaintext', reason: PASSTHROUGH },
          http,
        );
      case 'private':
        return this.#toPods(sender, `${meaning.component.revision}-private`, meaning.component, http, own);
      case 'revision':
        return this.#toRevision(sender, meaning.component, http, own);
      case 'activator': {
        const name = serviceHost('activator-service', knativeNamespace, clusterDomain);
        const forged = { ...http, headers: revisionHeaders(model.namespace, model.predictor) };
        const service = { host: name, namespace: knativeNamespace, port: 80 };
        return noting(sendToActivator(this.#context, sender, model.predictor, service, forged, own), FORGED);
      }
      case 'external':
        return this.#outside(host);
      case 'component':
        return this.#component(sender, meaning.component, http, own);
      case 'top-level':
        return this.#topLevel(sender, meaning.full, http, own);
    }
  }

  #component(sender: Sender, component: Component, http: HttpRequest, own: Sent | undefined): Tail {
    const { model, view } = this.#context;
    if (model.mode === 'Standard') return this.#toPods(sender, component.name, component, http, own);
    if (sender.proxy && !own && this.#sees(sender.proxy.namespace, model.namespace)) {
      return this.#toRevision(sender, component, this.#withRevision(http, component), own);
    }
    const gateway = `knative-local-gateway.istio-system.svc.${view.platform.clusterDomain}`;
    return noting(this.#toGatewayService(this.#outOfSight(sender), gateway, http, own), sender.proxy ? HIDDEN : DIRECT);
  }

  #topLevel(sender: Sender, full: boolean, http: HttpRequest, own: Sent | undefined): Tail {
    const { model, view } = this.#context;
    const { ingress } = model;
    if (model.mode === 'Standard') {
      return nowhere('client', 'dns', 'none', http.host, { text: 'Standard mode makes no Service of that name' });
    }
    if (ingress.topLevel === undefined) return assuming(end('unknown', ingress.basis), ingress.basis);
    if (!ingress.topLevel) {
      const text = `${ingress.basis.text}: no Service has that name (unless one of earlier was left behind)`;
      return assuming(nowhere('client', 'dns', 'none', http.host, { ...ingress.basis, text }), ingress.basis);
    }
    const routed = full && sender.proxy && !own && this.#sees(sender.proxy.namespace, model.namespace);
    const tail = routed
      ? this.#toGatewayService(
          sender,
          ingress.knativeLocalGatewayService,
          { ...http, host: serviceHost(model.entry.name, model.namespace, view.platform.clusterDomain) },
          own,
        )
      : this.#toGatewayService(sender, ingress.localGatewayService, http, own);
    const { resource, node } = ingress.basis;
    return assuming(
      noting(tail, { text: 'The top-level host leads through the local gateway', resource, node }),
      ingress.basis,
    );
  }

  #toRevision(sender: Sender, component: Component, http: HttpRequest, own: Sent | undefined): Tail {
    if (this.#state !== 'on') return this.#toPods(sender, component.revision, component, http, own);
    const { model, view } = this.#context;
    const { namespace } = model;
    const service = {
      host: serviceHost(component.revision, namespace, view.platform.clusterDomain),
      namespace,
      port: 80,
    };
    const tail = sendToActivator(this.#context, sender, component, service, http, own);
    const { reason } = model.activator;
    return noting(tail, { ...reason, text: `The activator is on the path: ${reason.text}` });
  }

  #toPods(sender: Sender, name: string, component: Component, http: HttpRequest, own: Sent | undefined): Tail {
    const { namespace } = this.#context.model;
    const service = {
      host: serviceHost(name, namespace, this.#context.view.platform.clusterDomain),
      namespace,
      port: 80,
    };
    const sent = own ?? sendTo(this.#context, sender, service, podEndpoint(this.#context, component));
    return isEnd(sent) ? sent : arriveAtPod(this.#context, sender, component, sent, http);
  }

  #toGatewayService(sender: Sender, service: string, http: HttpRequest, own: Sent | undefined): Tail {
    const port = own ? 443 : 80;
    const target = this.#context.view.once(`port ${port} of ${service}`, (view) =>
      gatewayServicePort(view, service, port),
    );
    const assume = (tail: Tail) => assuming(tail, target.basis);
    if (target.port === undefined)
      return assume(end('unknown', { text: `Where port ${port} of ${service} leads is in no file` }));
    if (target.port === 'none') {
      const why: Reason = {
        text: `${service} has no port ${port}`,
        resource: target.basis?.resource,
        node: target.basis?.node,
      };
      return assume(nowhere(sender.station, sender.proxy && !own ? '503' : 'refused', 'plaintext', http.host, why));
    }
    const [, namespace = ''] = service.split('.');
    const sent = own ?? sendTo(this.#context, sender, { host: service, namespace, port }, NO_SIDECAR);
    return assume(isEnd(sent) ? sent : this.#toGateway(sender, target.port, sent, http));
  }

  #toGateway(sender: Sender, port: number, sent: Sent, http: HttpRequest): Tail {
    const listener = this.#context.listeners.get(port);
    const hop = (outcome: string, identity: string | null = null): Hop => ({
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
      return behind(hop('refused'), end(sender.proxy ? '503' : 'refused', { text }));
    }
    const assume = (tail: Tail) => assuming(tail, listener.basis);
    const takes = TAKES[listener.mode];
    if (!takes)
      return assume(
        behind(hop('unknown'), end('unknown', { ...listener.basis, text: `${listener.basis.text}: not judged` })),
      );
    if (takes !== sent.tls) {
      const result = sender.proxy ? '503' : 'reset';
      return assume(behind(hop(result), end(result, listener.basis, sent.reason)));
    }
    const answer = judgeGateway(this.#context, port, sent.tls, sender.identities, http);
    const identity = seenIdentity(sender, sent.tls, answer);
    const result = resultOf(answer, sender);
    if (result !== '200') return assume(behind(hop(result, identity), end(result, ...answer.reasons)));
    return assume(behind(hop('accepted', identity), this.#fromGateway(port, listener.gateways, http)));
  }

  /** The same whoever called: made once for a listener, a host and a state of the activator. */
  #fromGateway(port: number, gateways: ReadonlySet<string>, http: HttpRequest): Tail {
    const { tails } = this.#context;
    const key = `gateway ${port} ${http.host} ${this.#state}`;
    const known = tails.get(key);
    if (known) return known;
    tails.set(key, end('unknown', { text: 'The gateways pass the request around in a circle' }));
    const tail = this.#route(gateways, http);
    tails.set(key, tail);
    return tail;
  }

  #route(gateways: ReadonlySet<string>, http: HttpRequest): Tail {
    const { model, view, gatewayIdentities } = this.#context;
    const { clusterDomain, knativeNamespace, gatewayNamespace } = view.platform;
    const { ingress } = model;
    const sender: Sender = {
      station: 'gateway',
      proxy: { namespace: gatewayNamespace, kind: 'gateway', labels: GATEWAY_LABELS },
      identities: gatewayIdentities,
    };
    const knative = model.mode === 'Knative';
    const topLevel = knative && ingress.topLevel === true;
    const meaning = meaningOf(http.host, model, clusterDomain, knativeNamespace);
    const onward = () => {
      const host = serviceHost(model.entry.name, model.namespace, clusterDomain);
      return this.#toGatewayService(sender, ingress.knativeLocalGatewayService, { ...http, host }, undefined);
    };
    if (meaning?.kind === 'component' && knative && gateways.has(`${knativeNamespace}/knative-local-gateway`)) {
      return this.#toRevision(sender, meaning.component, this.#withRevision(http, meaning.component), undefined);
    }
    if (meaning?.kind === 'top-level' && meaning.full && topLevel && gateways.has(ingress.localGateway))
      return onward();
    if (meaning?.kind === 'external' && !model.clusterLocal) {
      if (meaning.of === 'component' && knative && gateways.has(`${knativeNamespace}/knative-ingress-gateway`)) {
        const component = componentOf(http.host, model);
        return this.#toRevision(sender, component, this.#withRevision(http, component), undefined);
      }
      if (meaning.of !== 'component' && topLevel && gateways.has(ingress.ingressGateway))
        return assuming(onward(), ingress.basis);
      if (meaning.of === 'service' && model.mode === 'Standard') return this.#standardRoute(sender, http);
    }
    const local = model.clusterLocal && meaning?.kind === 'external';
    const why = local ? 'the InferenceService is cluster-local' : 'no VirtualService there takes this host';
    const tail = nowhere('gateway', '404', 'none', http.host, {
      text: `The gateway has no route for ${http.host}: ${why}`,
    });
    return meaning?.kind === 'external' || meaning?.kind === 'top-level' ? assuming(tail, ingress.basis) : tail;
  }

  #standardRoute(sender: Sender, http: HttpRequest): Tail {
    const { model } = this.#context;
    if (model.ingress.gatewayApi) {
      return assuming(
        end('unknown', { text: 'A gateway of the Gateway API serves this host; that path is not judged' }),
        model.ingress.basis,
      );
    }
    return assuming(this.#toPods(sender, model.entry.name, model.entry, http, undefined), NOT_RUN);
  }

  /** The VirtualServices of net-istio name the revision in two headers. */
  #withRevision(http: HttpRequest, component: Component): HttpRequest {
    return { ...http, headers: revisionHeaders(this.#context.model.namespace, component) };
  }

  #request(host: string): HttpRequest {
    const { method, path } = this.#context.request;
    return { method, path, host, headers: {}, open: true, hostIsAddress: host === POD_IP };
  }

  #sees(client: string, namespace: string): boolean {
    const limit = this.#context.egressOf(client);
    return !limit || limit.has('*') || limit.has(namespace) || (limit.has('.') && client === namespace);
  }

  /** A proxy that does not even see the gateway's Service passes the bytes on as they are. */
  #outOfSight(sender: Sender): Sender {
    const { gatewayNamespace } = this.#context.view.platform;
    return sender.proxy && !this.#sees(sender.proxy.namespace, gatewayNamespace)
      ? { ...sender, proxy: undefined }
      : sender;
  }
}

/** What each kind of listener takes; the others are not judged. */
const TAKES: Readonly<Record<string, Sent['tls'] | undefined>> = {
  plaintext: 'plaintext',
  'istio-mutual': 'mtls',
  tls: 'tls',
};

const DIRECT: Reason = {
  text: 'Without a sidecar the name leads to the local gateway, which then calls in its own name',
};
const HIDDEN: Reason = {
  text: "A Sidecar hides the model's namespace from the caller, so the name leads to the local gateway",
};
const FORGED: Reason = {
  text: 'Whoever reaches the activator gets to any revision by two headers, and arrives in its name',
};
const NOT_RUN: Assumption = {
  text: 'Standard mode behind the ingress gateway was not run end to end',
  from: 'default',
};

const revisionHeaders = (namespace: string, component: Component): Record<string, string> => ({
  'Knative-Serving-Namespace': namespace,
  'Knative-Serving-Revision': component.revision,
});

function outcomeOf(tail: Tail): Outcome {
  return {
    ...tail,
    path: `C${tail.hops.map((hop) => (hop.probe || !hop.to ? '' : `-${LETTERS[hop.to]}`)).join('')}`,
    reasons: distinct(tail.reasons),
    assumptions: distinct(tail.assumptions),
  };
}

function distinct<T extends { readonly text: string }>(items: readonly T[]): readonly T[] {
  const repeated = items.some((item, i) => items.findIndex((other) => other.text === item.text) !== i);
  return repeated ? items.filter((item, i) => items.findIndex((other) => other.text === item.text) === i) : items;
}
