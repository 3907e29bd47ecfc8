import { readGateway } from '../model/gateway';
import { domainOf } from '../model/gateway-hosts';
import { coversHost } from '../model/service-host';
import { readVirtualService } from '../model/virtual-service';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { hasUnknown } from '../yaml/node';
import { defineRule, type RuleContext } from './define';

export default defineRule({
  id: 'vs-host-not-at-gateway',
  severity: 'warning',
  summary: 'a host of a VirtualService is at none of the Gateways that it is bound to',
  sources: [
    'istio-api networking/v1 Gateway.Server.hosts: a VirtualService is bound only where one of its hosts is a host of the server, and its namespace may bind there',
  ],
  peers: ['IST0132', 'KIA1102, in part'],
  on: ['VirtualService'],
  reads: ['Gateway'],
  check(resource, context) {
    if (isBroken(resource) || isPlacedUnknown(resource)) return;
    const { hosts, gateways, matchGateways, unknown } = resource.read(readVirtualService);
    if (unknown || gateways.length === 0 || hosts.length === 0) return;
    // What is bound to the mesh as well may have hosts for the mesh alone.
    if ([...gateways, ...matchGateways].some(({ text }) => text === 'mesh')) return;
    const own = context.namespaceOf(resource);
    const found = gateways.map(({ text }) => gatewayOf(text, own, context));
    if (found.some((each) => !each || isBroken(each) || hasUnknown(each.at('spec', 'servers')))) return;
    const served = found.flatMap((each) =>
      each!
        .read(readGateway)
        .servers.flatMap((server) => server.hosts.map((host) => ({ host, place: context.namespaceOf(each!) }))),
    );
    if (served.length === 0) return;
    const open = served.filter(({ host, place }) => admits(host, place, own));
    for (const { text, node } of hosts) {
      const bare = text;
      if (open.some(({ host }) => coversHost(domainOf(host), bare) || coversHost(bare, domainOf(host)))) continue;
      const kept = served.some(({ host }) => coversHost(domainOf(host), bare));
      const first = found[0]!;
      context.report({
        at: node,
        message: {
          what: kept
            ? `Gateway ${first.name ?? ''} lets VirtualServices of namespace ${own} not serve ${text}`
            : `Gateway ${first.name ?? ''} does not serve ${text}`,
          why: kept
            ? `its hosts name the namespaces that may: ${[...new Set(served.map(({ host }) => host))].slice(0, 4).join(', ')}`
            : `its hosts are ${[...new Set(served.map(({ host }) => host))].slice(0, 4).join(', ')}, so these routes get no request`,
          todo: 'Write a host of the Gateway, or add this one there',
        },
        related: [{ document: first.document, span: first.headNode.span, message: 'The Gateway' }],
      });
    }
  },
});

function gatewayOf(text: string, own: string, context: RuleContext) {
  const [namespace, name] = text.includes('/') ? text.split('/') : [own, text];
  return context.find('Gateway', namespace!, name!);
}

/** `ns/host` is for VirtualServices of that namespace; `.` is the Gateway's own, `*` or nothing is any. */
function admits(host: string, place: string, own: string): boolean {
  const namespace = host.includes('/') ? host.slice(0, host.indexOf('/')) : '*';
  return namespace === '*' || namespace === own || (namespace === '.' && place === own);
}
