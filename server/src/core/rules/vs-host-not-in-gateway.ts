import { readGateway } from '../model/gateway';
import { coversHost } from '../model/service-host';
import { readVirtualService } from '../model/virtual-service';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { hasUnknown } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'vs-host-not-in-gateway',
  severity: 'warning',
  summary: 'a VirtualService is bound to a Gateway that serves none of its hosts',
  sources: [
    'istio-api networking/v1 Server.hosts: a VirtualService counts at a server only for hosts that both name, and from namespaces that the server admits',
  ],
  peers: ['IST0132'],
  on: ['VirtualService'],
  reads: ['Gateway'],
  check(resource, context) {
    const { hosts, gateways, unknown } = resource.read(readVirtualService);
    if (unknown || hosts.length === 0 || isBroken(resource) || isPlacedUnknown(resource)) return;
    const own = context.namespaceOf(resource);
    for (const { text, node } of gateways) {
      if (text === 'mesh' || (!text.includes('/') && text.includes('.'))) continue;
      const [namespace = '', name = ''] = text.includes('/') ? text.split('/') : [own, text];
      const found = context.inNamespace('Gateway', namespace).filter((each) => each.name === name);
      const [gateway] = found;
      // A server that a template or a patch brings may serve them.
      if (!gateway || found.length > 1 || isBroken(gateway) || looksLikePatch(gateway)) continue;
      if (hasUnknown(gateway.at('spec', 'servers')) || context.all('Gateway').some(isPlacedUnknown)) continue;
      const { servers } = gateway.read(readGateway);
      const served = servers.flatMap((server) => server.hosts);
      if (served.length === 0) continue;
      const open = served.flatMap((host) => domainFor(host, namespace, own) ?? []);
      const meets = hosts.some((host) =>
        open.some((each) => coversHost(each, host.text) || coversHost(host.text, each)),
      );
      if (meets) continue;
      context.report({
        // With one of each, it is the host that people mistype.
        at: open.length > 0 && hosts.length === 1 && gateways.length === 1 ? hosts[0]!.node : node,
        message: {
          what: `Gateway ${namespace}/${name} serves none of the hosts of this VirtualService`,
          why:
            open.length > 0
              ? `it serves ${open.slice(0, 4).join(', ')}, so the routes do nothing there`
              : `it admits no VirtualServices from ${own}`,
          todo: 'Add the host to a server of the Gateway, or name the right Gateway',
        },
        related: [{ document: gateway.document, span: gateway.headNode.span, message: 'The Gateway' }],
      });
    }
  },
});

/** Domain of a server's host for VirtualServices of a namespace; `undefined` when it is not for them. */
function domainFor(host: string, gatewayNamespace: string, namespace: string): string | undefined {
  const slash = host.indexOf('/');
  if (slash < 0) return host;
  const place = host.slice(0, slash);
  const admits = place === '*' || place === namespace || (place === '.' && gatewayNamespace === namespace);
  return admits ? host.slice(slash + 1) : undefined;
}
