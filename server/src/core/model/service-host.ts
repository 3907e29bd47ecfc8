/** Hosts of DestinationRules, VirtualServices and Services: short forms, full names, and which pattern covers which host. */

export interface ServiceName {
  readonly name: string;
  readonly namespace: string;
}

/** `name.namespace.svc.DOMAIN` taken apart; the name may be `*`. */
export function readServiceHost(host: string, clusterDomain: string): ServiceName | undefined {
  const suffix = `.svc.${clusterDomain}`;
  if (!host.endsWith(suffix)) return undefined;
  const [name, namespace, ...more] = host.slice(0, -suffix.length).split('.');
  return name && namespace && more.length === 0 ? { name, namespace } : undefined;
}

export const serviceHost = ({ name, namespace }: ServiceName, clusterDomain: string): string =>
  `${name}.${namespace}.svc.${clusterDomain}`;

/**
 * Only a host without any dot is completed with the object's namespace; `name.namespace` and `name.namespace.svc` are taken as they are
 * (istio pilot/pkg/model ResolveShortnameToFQDN; seen with istiod's generator).
 */
export const fullHost = (host: string, namespace: string, clusterDomain: string): string =>
  host.includes('.') || host.includes('*') || host === ''
    ? host
    : serviceHost({ name: host, namespace }, clusterDomain);

/** True when each host that `inner` stands for is one of those that `outer` stands for. */
export function coversHost(outer: string, inner: string): boolean {
  if (outer === inner) return true;
  if (!outer.startsWith('*')) return false;
  return outer === '*' || (inner.length > outer.length - 1 && inner.endsWith(outer.slice(1)));
}

/** A short form with dots (`name.namespace`, `name.namespace.svc`) taken apart; `undefined` for full names and for single labels. */
export function readDottedShortHost(host: string): ServiceName | undefined {
  const parts = host.split('.');
  const short = parts.length === 2 || (parts.length === 3 && parts[2] === 'svc');
  return short && parts[0] && parts[1] ? { name: parts[0], namespace: parts[1] } : undefined;
}
