import { serviceEntriesByHost } from '../model/by-host';
import { exportScope, scopesMeet } from '../model/export-to';
import type { Resource } from '../model/resource';
import { fullHost } from '../model/service-host';
import { together } from '../model/together';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { entryOf, isScalar, itemsOf, stringOf, stringsOf, type YamlNode } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'se-protocol-conflict',
  severity: 'warning',
  summary: 'two ServiceEntries give one port of a host different protocols (information: in files without a namespace)',
  sources: [
    'istio pilot/pkg/model/push_context.go: entries of one host are merged, and of one port the protocol of the one that was created first counts',
  ],
  peers: ['IST0177'],
  on: ['ServiceEntry'],
  reads: ['ServiceEntry'],
  check(resource, context) {
    if (!counts(resource)) return;
    const own = context.namespaceOf(resource);
    const scope = exportScope(resource, own);
    const mine = portsOf(resource);
    const hosts = stringsOf(resource.at('spec', 'hosts'));
    const told = new Set<number>();
    const index = context.derive(serviceEntriesByHost);
    for (const host of hosts) {
      const others = index.get(fullHost(host, own, context.platform.clusterDomain)) ?? [];
      for (const other of others.slice(0, Math.max(0, others.indexOf(resource)))) compare(other, host);
    }

    function compare(other: Resource, host: string): void {
      const place = context.namespaceOf(other);
      if (!counts(other) || (other.name === resource.name && place === own)) return;
      if (together(resource, other) === 'no' || !scopesMeet(scope, exportScope(other, place))) return;
      for (const port of mine) {
        const theirs = portsOf(other).find(
          (each) => each.number === port.number && each.protocol.toUpperCase() !== port.protocol.toUpperCase(),
        );
        if (!theirs || told.has(port.number)) continue;
        told.add(port.number);
        context.report({
          at: port.node,
          severity: together(resource, other) === 'sure' ? 'warning' : 'information',
          message: {
            what: `${other.name} says ${theirs.protocol} for port ${port.number} of ${host}, and this ${port.protocol}`,
            why: 'Istio takes one of them for both, usually that of the older, whatever the order of the files',
            todo: 'Write the same protocol in both, or keep them apart by exportTo',
          },
          related: [{ document: other.document, span: theirs.node.span, message: 'The other protocol' }],
        });
      }
    }
  },
});

const counts = (resource: Resource): boolean =>
  resource.name !== undefined && !isPlacedUnknown(resource) && !isBroken(resource) && !looksLikePatch(resource);

function portsOf(resource: Resource): { number: number; protocol: string; node: YamlNode }[] {
  return itemsOf(resource.at('spec', 'ports')).flatMap((port) => {
    const number = entryOf(port, 'number')?.value;
    const node = entryOf(port, 'protocol')?.value;
    const protocol = stringOf(node);
    return isScalar(number) && typeof number.value === 'number' && protocol && node
      ? [{ number: number.value, protocol, node }]
      : [];
  });
}
