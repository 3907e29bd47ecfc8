import type { Lookups } from '../model/lookups';
import type { Resource } from '../model/resource';
import { fullHost } from '../model/service-host';
import { readVirtualService } from '../model/virtual-service';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { stringsOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'vs-duplicate-host',
  severity: 'warning',
  summary:
    'two VirtualServices of the mesh are for the same host: sidecars follow only the older one (information: in different folders)',
  sources: [
    'istio docs Best practices: Split large virtual services: several for one host are merged at gateways only; for sidecars one of them counts',
  ],
  peers: ['IST0109', 'KIA1106'],
  on: ['VirtualService'],
  reads: ['VirtualService'],
  check(resource, context) {
    if (!counts(resource)) return;
    const namespace = context.namespaceOf(resource);
    const { clusterDomain } = context.platform;
    const others = context.deriveFor(namespace, ofMesh);
    const place = others.indexOf(resource);
    if (place < 0) return;
    for (const { text, node } of resource.read(readVirtualService).hosts) {
      const full = fullHost(text, namespace, clusterDomain);
      const earlier = others
        .slice(0, place)
        .find(
          (each) =>
            each.name !== resource.name &&
            each.read(readVirtualService).hosts.some((host) => fullHost(host.text, namespace, clusterDomain) === full),
        );
      if (!earlier) continue;
      // Files of another folder may be another variant's.
      const together = folderOf(earlier) === folderOf(resource);
      context.report({
        at: node,
        severity: together ? 'warning' : 'information',
        message: {
          what: `VirtualService ${earlier.name ?? ''} is for ${text} too`,
          why: 'sidecars follow only the older of the two, and the routes of the other do nothing',
          todo: 'Put the routes into one VirtualService',
        },
        related: [{ document: earlier.document, span: earlier.headNode.span, message: 'The other one' }],
      });
    }
  },
});

const folderOf = ({ bundle }: Resource): string => bundle.slice(0, bundle.lastIndexOf('/') + 1);

const counts = (each: Resource): boolean => {
  const { boundToMesh, unknown, hosts } = each.read(readVirtualService);
  if (!boundToMesh || unknown || hosts.length === 0 || isBroken(each) || isPlacedUnknown(each) || looksLikePatch(each))
    return false;
  const exported = each.at('spec', 'exportTo');
  return !exported || stringsOf(exported).some((text) => text === '*' || text === '.');
};

const ofMesh = (set: Lookups, namespace: string): readonly Resource[] =>
  set.inNamespace('VirtualService', namespace).filter(counts);
