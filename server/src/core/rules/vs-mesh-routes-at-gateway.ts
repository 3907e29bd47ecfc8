import { virtualServicesByHost } from '../model/by-host';
import type { Resource } from '../model/resource';
import { routeDestinations } from '../model/route-destinations';
import { fullHost } from '../model/service-host';
import { readVirtualService } from '../model/virtual-service';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { defineRule, type RuleContext } from './define';

export default defineRule({
  id: 'vs-mesh-routes-at-gateway',
  severity: 'information',
  summary:
    "a route of a Gateway leads to a host whose own VirtualService splits it by subsets, which the Gateway doesn't follow",
  sources: [
    "istio docs, ops/common-problems/network-issues: a gateway sends to the destination itself; a VirtualService of that host counts for sidecars' requests only",
  ],
  peers: ['IST0140'],
  on: ['VirtualService'],
  reads: ['VirtualService'],
  check(resource, context) {
    const { gateways, unknown } = resource.read(readVirtualService);
    if (unknown || isBroken(resource) || isPlacedUnknown(resource)) return;
    const own = gateways.filter(({ text }) => text !== 'mesh').map(({ text }) => idOf(text, resource, context));
    if (own.length === 0) return;
    const { clusterDomain } = context.platform;
    const here = context.namespaceOf(resource);
    for (const { host, subset, subsetNode, hostNode } of routeDestinations(resource)) {
      if (host === undefined || !hostNode || subset !== undefined || subsetNode) continue;
      const full = fullHost(host, here, clusterDomain);
      const other = (context.derive(virtualServicesByHost).get(full) ?? []).find((each) => {
        if (each === resource) return false;
        const mine = each.read(readVirtualService);
        const place = context.namespaceOf(each);
        if (
          mine.unknown ||
          !mine.boundToMesh ||
          mine.gateways.some((one) => own.includes(idOf(one.text, each, context)))
        )
          return false;
        return routeDestinations(each).some(
          (to) => to.subset !== undefined && to.host !== undefined && fullHost(to.host, place, clusterDomain) === full,
        );
      });
      if (!other) continue;
      context.report({
        at: hostNode,
        message: {
          what: `The gateway sends this to ${host} itself, past the routes of VirtualService ${other.name}`,
          why: 'those count for requests of sidecars, so its subsets are not chosen here',
          todo: 'Repeat the split by subset here, if it should hold for requests from outside too',
        },
        related: [{ document: other.document, span: other.headNode.span, message: 'Counts for sidecars' }],
      });
    }
  },
});

const idOf = (name: string, resource: Resource, context: RuleContext): string =>
  name.includes('/') ? name : `${context.namespaceOf(resource)}/${name}`;
