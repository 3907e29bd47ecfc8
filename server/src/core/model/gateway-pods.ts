/** The pods that a Gateway's selector takes: their namespace and the Services in front of them, as far as the set tells. */
import { type IstioGateway, knownStrings, readGateway } from './gateway';
import type { Lookups } from './lookups';
import type { Resource } from './resource';
import { type KubernetesService, readService } from './service';

/** Labels of one are labels of the other, so both may be of the same pods. */
export function fitTogether(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  if (a.size === 0 || b.size === 0) return false;
  const [few, many] = a.size <= b.size ? [a, b] : [b, a];
  return [...few].every(([key, value]) => many.get(key) === value);
}

export const servicesOfGateway = (set: Lookups, gateway: IstioGateway): KubernetesService[] =>
  set
    .all('Service')
    .map((each) => each.read(readService))
    .filter((service) => fitTogether(service.selector, gateway.selector));

const isDefaultSelector = (selector: ReadonlyMap<string, string>): boolean =>
  selector.get('istio') === 'ingressgateway' || selector.get('app') === 'istio-ingressgateway';

/**
 * Namespace of the gateway's pods: that of a Deployment or Service in the set with its labels, else the platform's for the usual
 * ingress gateway; `undefined` when that cannot be known, or when there are several.
 */
export function gatewayPodNamespace(set: Lookups, gateway: IstioGateway): string | undefined {
  const found = new Set<string>();
  for (const deployment of set.all('Deployment')) {
    const labels = knownStrings(deployment.at('spec', 'template', 'metadata', 'labels'));
    if (gateway.selector.size > 0 && [...gateway.selector].every(([key, value]) => labels.get(key) === value)) {
      found.add(set.namespaceOf(deployment));
    }
  }
  if (found.size === 0)
    for (const service of servicesOfGateway(set, gateway)) found.add(set.namespaceOf(service.resource));
  if (found.size === 0 && isDefaultSelector(gateway.selector)) return set.platform.gatewayNamespace;
  return found.size === 1 ? [...found][0] : undefined;
}

export const gatewayId = (resource: Resource, set: Lookups): string =>
  `${set.namespaceOf(resource)}/${resource.name ?? ''}`;

export const gatewaysOf = (set: Lookups): IstioGateway[] => set.all('Gateway').map((each) => each.read(readGateway));
