import { virtualServicesByHost } from '../model/by-host';
import { exportScope, scopesMeet } from '../model/export-to';
import type { Resource } from '../model/resource';
import { fullHost } from '../model/service-host';
import { together } from '../model/together';
import { readVirtualService } from '../model/virtual-service';
import { routesHttpInMesh } from '../model/virtual-service-routes';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { defineRule, type RuleContext } from './define';

export default defineRule({
  id: 'vs-host-conflict',
  severity: 'warning',
  summary:
    'two VirtualServices route one host for the sidecars: only the older counts (information: in files without a namespace)',
  sources: [
    'istio docs, ops/best-practices/traffic-management: VirtualServices of one host are merged at gateways, not for sidecars',
    'istio pilot/pkg/networking/core: of two VirtualServices for one host in the mesh the older counts',
  ],
  peers: ['IST0109', 'KIA1106'],
  on: ['VirtualService'],
  reads: ['VirtualService'],
  check(resource, context) {
    if (!counts(resource)) return;
    const { clusterDomain } = context.platform;
    const own = context.namespaceOf(resource);
    for (const { text, node } of resource.read(readVirtualService).hosts) {
      const host = fullHost(text, own, clusterDomain);
      const other = earlier(resource, context, host);
      if (!other) continue;
      context.report({
        at: node,
        severity: together(resource, other) === 'sure' ? 'warning' : 'information',
        message: {
          what: `${other.name} routes ${text} for the sidecars too`,
          why: 'there Istio takes the VirtualService that was created first and ignores the other, whatever the order of the files',
          todo: 'Put the routes into one VirtualService, or keep them apart by exportTo',
        },
        related: [{ document: other.document, span: other.headNode.span, message: 'The other one' }],
      });
    }
  },
});

function earlier(resource: Resource, context: RuleContext, host: string): Resource | undefined {
  const namespace = context.namespaceOf(resource);
  const scope = exportScope(resource, namespace);
  for (const each of context.derive(virtualServicesByHost).get(host) ?? []) {
    if (each === resource) return undefined;
    if (!counts(each)) continue;
    const place = context.namespaceOf(each);
    // The same name again replaces the object: another fault.
    if (each.name === resource.name && place === namespace) continue;
    if (together(resource, each) !== 'no' && scopesMeet(scope, exportScope(each, place))) return each;
  }
  return undefined;
}

const counts = (resource: Resource): boolean => {
  const { boundToMesh, unknown } = resource.read(readVirtualService);
  return (
    resource.name !== undefined &&
    boundToMesh &&
    !unknown &&
    !isPlacedUnknown(resource) &&
    !isBroken(resource) &&
    !looksLikePatch(resource) &&
    routesHttpInMesh(resource)
  );
};
