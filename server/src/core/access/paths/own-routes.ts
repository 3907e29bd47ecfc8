/** VirtualServices of the set itself, besides those that KServe and Knative make: where they lead is not judged. */

import type { Resource } from '../../model/resource';
import { coversHost, fullHost } from '../../model/service-host';
import { readVirtualService } from '../../model/virtual-service';
import { namespaceOf } from '../../workspace/manifest-set';
import type { SetView } from './set-view';

/**
 * One that takes a host at one of some gateways.
 * @param gateways `namespace/name`
 */
export function ownRouteFor(view: SetView, host: string, gateways: ReadonlySet<string>): Resource | undefined {
  return view.all('VirtualService').find((resource) => {
    const { hosts, gateways: bound } = resource.read(readVirtualService);
    const namespace = namespaceOf(resource);
    const isBound = bound.some(({ text }) => gateways.has(text.includes('/') ? text : `${namespace}/${text}`));
    return (
      isBound && hosts.some(({ text }) => coversHost(fullHost(text, namespace, view.platform.clusterDomain), host))
    );
  });
}
