/** Hosts of Gateways: which of them meet (istio-api networking/v1 Server.hosts). */
import { coversHost } from './service-host';

/** The domain without the namespace in front. */
export const domainOf = (host: string): string => host.slice(host.indexOf('/') + 1);
const namespaceOf = (host: string): string => (host.includes('/') ? host.slice(0, host.indexOf('/')) : '*');

/** True when some name is served by both for VirtualServices of some namespace. */
export function hostsMeet(a: string, b: string): boolean {
  const [x, y] = [namespaceOf(a), namespaceOf(b)];
  if (x !== y && x !== '*' && y !== '*') return false;
  return coversHost(domainOf(a), domainOf(b)) || coversHost(domainOf(b), domainOf(a));
}
