/**
 * One request, hop by hop: the client's proxy, the gateway, the activator, the pod. Every rule here was seen in Istio's own generator
 * and simulator with the VirtualServices of KServe and net-istio, or in runs of Knative's activator.
 */
import { namespaceOf } from '../../workspace/manifest-set';
import type { HttpRequest, Reason } from '../question';
import { PASSTHROUGH, wayToActivator } from './activator-hop';
import { type ClientProxy, throughZtunnel } from './client-tls';
import { gatewayServicePort } from './cluster';
import type { PathContext } from './context';
import { wayToGateway } from './gateway-hop';
import { componentOf, meaningOf, POD_IP, pathPrefix, serviceHost } from './names';
import { wayByOtherIngress } from './other-ingress';
import { ownRouteFor } from './own-routes';
import { arriveAtPod, isEnd, podEndpoint, sendTo } from './pod-hop';
import type { Component } from './service-model';
import { assumed, end, ending, noted, nowhere, type Sent, type Tail, travel, type Way, way } from './trail';
import type { ActivatorState } from './types';
import { DIRECT, FORGED, HIDDEN, NOT_RUN } from './walk-reasons';
import { wayThroughWaypoint } from './waypoint-hop';

const PUBLIC_PORT = 8080;
const PUBLIC_TLS_PORT = 8443;
const GATEWAY_LABELS: ReadonlyMap<string, string> = new Map([['istio', 'ingressgateway']]);

/** @returns the way of a request of a pod in the cluster. */
export const wayFromPod = (
  context: PathContext,
  state: ActivatorState,
  proxy: ClientProxy | undefined,
  scheme: 'http' | 'https',
  host: string,
): Way => new PathWalk(context, state).fromPod(proxy, scheme, host);

/** @returns the way of a request from outside the cluster, which comes in at the public gateway. */
export const wayFromOutside = (
  context: PathContext,
  state: ActivatorState,
  scheme: 'http' | 'https',
  host: string,
): Way => new PathWalk(context, state).fromOutside(scheme, host);

class PathWalk {
  readonly #context: PathContext;
  readonly #state: ActivatorState;

  constructor(context: PathContext, state: ActivatorState) {
    this.#context = context;
    this.#state = state;
  }

  fromOutside(scheme: 'http' | 'https', host: string): Way {
    const { model, view } = this.#context;
    const { clusterDomain, knativeNamespace } = view.platform;
    const meaning = meaningOf(host, model, clusterDomain, knativeNamespace);
    if (model.mode === 'Standard' && meaning?.kind === 'external') {
      const request = this.#request(host);
      const other = wayByOtherIngress(this.#context, meaning.of, request, (proxy, component) =>
        this.#toPods(proxy, component.name, component, request, undefined),
      );
      if (other) return other;
    }
    const prefix = meaning?.kind === 'external' && meaning.of === 'path' ? pathPrefix(model) : '';
    if (prefix === undefined) {
      const text = `The path of the route, ${model.ingress.pathTemplate}, cannot be worked out`;
      return ending(end('unknown', { ...model.ingress.basis, text }), model.ingress.basis);
    }
    const http = this.#request(host);
    const sent: Sent = scheme === 'https' ? { tls: 'tls' } : { tls: 'plaintext' };
    const asked = http.path.startsWith(`${prefix}/`) ? http : { ...http, path: prefix + http.path };
    const onward = this.#toGateway(scheme === 'https' ? PUBLIC_TLS_PORT : PUBLIC_PORT, sent, asked);
    return assumed(onward, prefix === '' ? undefined : NOT_RUN.path);
  }

  fromPod(proxy: ClientProxy | undefined, scheme: 'http' | 'https', host: string): Way {
    const { model, view } = this.#context;
    const { clusterDomain, knativeNamespace } = view.platform;
    const meaning = meaningOf(host, model, clusterDomain, knativeNamespace);
    const http = this.#request(host);
    if (!meaning) return ending(end('unknown', { text: `${host} is no name of ${model.namespace}/${model.name}` }));
    const own: Sent | undefined = scheme === 'https' ? { tls: 'tls' } : undefined;
    switch (meaning.kind) {
      case 'pod-ip': {
        const sent = own ?? this.#toAddress(proxy, model.predictor, host);
        return isEnd(sent) ? ending(sent) : this.#atPod(model.predictor, sent, http);
      }
      case 'private':
        return this.#toPods(proxy, `${meaning.component.revision}-private`, meaning.component, http, own);
      case 'revision':
        return this.#toRevision(proxy, meaning.component, http, own);
      case 'activator': {
        const name = serviceHost('activator-service', knativeNamespace, clusterDomain);
        const forged = { ...http, headers: revisionHeaders(model.namespace, model.predictor) };
        const service = { host: name, namespace: knativeNamespace, port: 80 };
        const direct = noted(wayToActivator(this.#context, proxy, model.predictor, service, forged, own), FORGED);
        return assumed(direct, NOT_RUN.activator);
      }
      case 'external':
        return this.fromOutside(scheme, host);
      case 'component':
        return this.#component(proxy, meaning.component, http, own);
      case 'top-level':
        return this.#topLevel(proxy, meaning.full, http, own);
    }
  }

  #component(proxy: ClientProxy | undefined, component: Component, http: HttpRequest, own: Sent | undefined): Way {
    const { model } = this.#context;
    if (model.mode === 'Standard') return this.#toPods(proxy, component.name, component, http, own);
    const ztunnel = proxy?.kind === 'ambient';
    if (proxy && !own && !ztunnel && this.#sees(proxy.namespace, model.namespace)) {
      return this.#toRevision(proxy, component, this.#withRevision(http, component), own);
    }
    const { localService, basis } = this.#context.knativeGateways;
    if (localService === undefined)
      return ending(
        end('unknown', { text: 'Which Service is before the local gateway, config-istio does not tell' }),
        basis,
      );
    const way = (through: ClientProxy | undefined) =>
      assumed(this.#toGatewayService(through, localService, http, own), basis);
    if (!proxy || ztunnel) return noted(way(proxy), DIRECT);
    // A proxy that does not even see the gateway's Service passes the bytes on as they are.
    const visible = this.#sees(proxy.namespace, localService.split('.')[1] ?? '');
    const onward = noted(way(visible ? proxy : undefined), HIDDEN);
    return visible ? onward : { ...onward, go: (sender) => onward.go({ ...sender, proxy: undefined }) };
  }

  #topLevel(proxy: ClientProxy | undefined, full: boolean, http: HttpRequest, own: Sent | undefined): Way {
    const { model, view } = this.#context;
    const { ingress } = model;
    if (model.mode === 'Standard') {
      return ending(
        nowhere('client', 'dns', 'none', http.host, { text: 'Standard mode makes no Service of that name' }),
      );
    }
    if (ingress.virtualHost === undefined) return ending(end('unknown', ingress.basis), ingress.basis);
    if (!ingress.virtualHost) {
      const text = `${ingress.basis.text}: no Service has that name (unless one of earlier was left behind)`;
      return ending(nowhere('client', 'dns', 'none', http.host, { ...ingress.basis, text }), ingress.basis);
    }
    const routed = full && proxy && proxy.kind !== 'ambient' && !own && this.#sees(proxy.namespace, model.namespace);
    const onward = routed
      ? this.#toGatewayService(
          proxy,
          ingress.knativeLocalGatewayService,
          { ...http, host: serviceHost(model.entry.name, model.namespace, view.platform.clusterDomain) },
          own,
        )
      : this.#toGatewayService(proxy, ingress.localGatewayService, http, own);
    const { resource, node } = ingress.basis;
    return assumed(
      noted(onward, { text: 'The top-level host leads through the local gateway', resource, node }),
      ingress.basis,
    );
  }

  #toRevision(proxy: ClientProxy | undefined, component: Component, http: HttpRequest, own: Sent | undefined): Way {
    if (this.#state !== 'on') return this.#toPods(proxy, component.revision, component, http, own);
    const { model, view } = this.#context;
    const { namespace } = model;
    const service = {
      host: serviceHost(component.revision, namespace, view.platform.clusterDomain),
      namespace,
      port: 80,
    };
    const { reason } = model.activator;
    const note = { ...reason, text: `The activator is on the path: ${reason.text}` };
    return noted(wayToActivator(this.#context, proxy, component, service, http, own), note);
  }

  #toPods(
    proxy: ClientProxy | undefined,
    name: string,
    component: Component,
    http: HttpRequest,
    own: Sent | undefined,
  ): Way {
    const { namespace } = this.#context.model;
    const waypoint = proxy && !own ? this.#waypoint(proxy, component) : undefined;
    if (waypoint && 'unknown' in waypoint) return ending(end('unknown', waypoint.unknown), waypoint.unknown);
    if (waypoint) return wayThroughWaypoint(this.#context, waypoint, name, component, http);
    const service = {
      host: serviceHost(name, namespace, this.#context.view.platform.clusterDomain),
      namespace,
      port: 80,
    };
    const sent = own ?? sendTo(this.#context, proxy, service, podEndpoint(this.#context, component));
    return isEnd(sent) ? ending(sent) : this.#atPod(component, sent, http);
  }

  /** Of all proxies only ztunnel knows which pod an address belongs to. */
  #toAddress(proxy: ClientProxy | undefined, component: Component, address: string): Sent | Tail {
    if (proxy?.kind !== 'ambient') return { tls: 'plaintext', reason: PASSTHROUGH };
    const sent = throughZtunnel(address, podEndpoint(this.#context, component));
    return sent.tls ? { tls: sent.tls, reason: sent.reason } : end('unknown', sent.reason);
  }

  #atPod(component: Component, sent: Sent, http: HttpRequest): Way {
    return way((sender) => arriveAtPod(this.#context, sender, component, sent, http));
  }

  #waypoint(proxy: ClientProxy, component: Component): PathContext['waypoint'] {
    const { waypoint } = this.#context;
    if (component.membership.kind !== 'ambient') return undefined;
    if (!waypoint || 'unknown' in waypoint || proxy.kind === 'ambient') return waypoint;
    if (proxy.kind === 'gateway') return waypoint.forIngress ? waypoint : undefined;
    const text = `Whether a caller with a sidecar goes through waypoint ${waypoint.namespace}/${waypoint.name} depends on the version of Istio`;
    return { unknown: { ...waypoint.basis, text } };
  }

  #toGatewayService(proxy: ClientProxy | undefined, service: string, http: HttpRequest, own: Sent | undefined): Way {
    const port = own ? 443 : 80;
    const target = this.#context.view.once(`port ${port} of ${service}`, (view) =>
      gatewayServicePort(view, service, port),
    );
    if (target.port === undefined) {
      return ending(end('unknown', { text: `Where port ${port} of ${service} leads is in no file` }), target.basis);
    }
    if (target.port === 'none') {
      const why: Reason = {
        text: `${service} has no port ${port}`,
        resource: target.basis?.resource,
        node: target.basis?.node,
      };
      const result = proxy && proxy.kind !== 'ambient' && !own ? '503' : 'refused';
      return way((sender) => nowhere(sender.station, result, 'plaintext', http.host, why), target.basis);
    }
    const [, namespace = ''] = service.split('.');
    const sent = own ?? sendTo(this.#context, proxy, { host: service, namespace, port }, this.#context.gatewayEndpoint);
    return assumed(isEnd(sent) ? ending(sent) : this.#toGateway(target.port, sent, http), target.basis);
  }

  #toGateway(port: number, sent: Sent, http: HttpRequest): Way {
    return wayToGateway(this.#context, port, sent, http, ({ gateways }) => this.#fromGateway(port, gateways, http));
  }

  /** The same whoever called: made once for a listener, a host and a state of the activator. */
  #fromGateway(port: number, gateways: ReadonlySet<string>, http: HttpRequest): Tail {
    const { tails, view, gatewayIdentities } = this.#context;
    const key = `gateway ${port} ${http.host} ${this.#state}`;
    const known = tails.get(key);
    if (known) return known;
    tails.set(key, end('unknown', { text: 'The gateways pass the request around in a circle' }));
    const proxy: ClientProxy = { namespace: view.platform.gatewayNamespace, kind: 'gateway', labels: GATEWAY_LABELS };
    const tail = travel(this.#route(proxy, gateways, http), {
      station: 'gateway',
      proxy,
      identities: gatewayIdentities,
    });
    tails.set(key, tail);
    return tail;
  }

  #route(proxy: ClientProxy, gateways: ReadonlySet<string>, http: HttpRequest): Way {
    const { model, view } = this.#context;
    const { clusterDomain, knativeNamespace } = view.platform;
    const { ingress } = model;
    const knative = model.mode === 'Knative';
    const { local, external } = this.#context.knativeGateways;
    const topLevel = knative && ingress.virtualHost === true;
    const meaning = meaningOf(http.host, model, clusterDomain, knativeNamespace);
    const onward = () => {
      const host = serviceHost(model.entry.name, model.namespace, clusterDomain);
      // A route by path is rewritten: what comes behind the prefix is what the model sees.
      const prefix = meaning?.kind === 'external' && meaning.of === 'path' ? (pathPrefix(model) ?? '') : '';
      const request = { ...http, host, path: http.path.slice(prefix.length) };
      return this.#toGatewayService(proxy, ingress.knativeLocalGatewayService, request, undefined);
    };
    if (meaning?.kind === 'component' && knative && meets(local, gateways)) {
      return this.#toRevision(proxy, meaning.component, this.#withRevision(http, meaning.component), undefined);
    }
    if (meaning?.kind === 'top-level' && meaning.full && topLevel && gateways.has(ingress.localGateway))
      return onward();
    if (meaning?.kind === 'external' && !model.clusterLocal) {
      if (meaning.of === 'component' && knative && meets(external, gateways)) {
        const component = componentOf(http.host, model);
        return this.#toRevision(proxy, component, this.#withRevision(http, component), undefined);
      }
      if (meaning.of !== 'component' && topLevel && gateways.has(ingress.ingressGateway))
        return assumed(onward(), ingress.basis);
      if (meaning.of !== 'path' && model.mode === 'Standard') {
        const component = meaning.of === 'service' ? model.entry : componentOf(http.host, model);
        return assumed(this.#toPods(proxy, component.name, component, http, undefined), NOT_RUN.standard);
      }
    }
    const other = ownRouteFor(view, http.host, gateways);
    if (other) {
      const name = `${namespaceOf(other)}/${other.name ?? ''}`;
      const text = `VirtualService ${name} takes ${http.host}: where it leads is not judged`;
      return ending(end('unknown', { text, resource: other, node: other.headNode }));
    }
    const kept = model.clusterLocal && meaning?.kind === 'external';
    const why = kept ? 'the InferenceService is cluster-local' : 'no VirtualService there takes this host';
    const tail = nowhere('gateway', '404', 'none', http.host, {
      text: `The gateway has no route for ${http.host}: ${why}`,
    });
    return ending(tail, meaning?.kind === 'external' || meaning?.kind === 'top-level' ? ingress.basis : undefined);
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
}

const meets = (some: ReadonlySet<string>, others: ReadonlySet<string>): boolean =>
  [...some].some((one) => others.has(one));

const revisionHeaders = (namespace: string, component: Component): Record<string, string> => ({
  'Knative-Serving-Namespace': namespace,
  'Knative-Serving-Revision': component.revision,
});
