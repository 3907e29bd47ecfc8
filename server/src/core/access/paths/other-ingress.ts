/** Standard mode, where something else than the shared ingress gateway serves the model's hosts. */
import type { HttpRequest } from '../question';
import type { ClientProxy } from './client-tls';
import type { PathContext } from './context';
import { wayThroughGatewayApi } from './gateway-api';
import { componentOf } from './names';
import type { Component } from './service-model';
import { end, ending, type Way } from './trail';

/** @returns `undefined` where the shared ingress gateway serves the host. */
export function wayByOtherIngress(
  context: PathContext,
  of: 'service' | 'component' | 'path',
  http: HttpRequest,
  toPods: (proxy: ClientProxy, component: Component) => Way,
): Way | undefined {
  const { model } = context;
  const { ingress } = model;
  const { resource, node } = ingress.basis;
  const unknown = (text: string) => ending(end('unknown', { text, resource, node }), ingress.basis);
  if (ingress.leavesIngress) return unknown('disableIngressCreation leaves the routes to others: they are not judged');
  if (model.clusterLocal) return undefined;
  if (ingress.gatewayApi) {
    if (of === 'path') return unknown('Routes by path through the Gateway API are not judged');
    const component = of === 'service' ? model.entry : componentOf(http.host, model);
    return wayThroughGatewayApi(context, http, (proxy) => toPods(proxy, component));
  }
  if (ingress.ingressClass === 'istio') return undefined;
  return unknown(
    `The Ingress is of class ${ingress.ingressClass}: whether that controller is in the mesh is in no file`,
  );
}
