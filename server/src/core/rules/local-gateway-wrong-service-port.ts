import { fitTogether, gatewaysOf } from '../model/gateway-pods';
import { isHttpProtocol, isTlsProtocol, serverTlsMode } from '../model/server-tls';
import { readService } from '../model/service';
import { isPlacedUnknown } from '../model/workload';
import { hasUnknown } from '../yaml/node';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'local-gateway-wrong-service-port',
  severity: 'warning',
  summary: "a gateway's Service leads port 80 to an HTTPS server, or port 443 to a plain HTTP one",
  sources: ['RFC 9110 4.2: http is port 80 and https port 443 where a URL names none'],
  peers: [],
  on: ['Service'],
  reads: ['Gateway'],
  check(resource, context) {
    const service = resource.read(readService);
    if (service.unknown || service.selector.size === 0 || isPlacedUnknown(resource)) return;
    const gateways = gatewaysOf(context).filter(
      (each) => fitTogether(each.selector, service.selector) && !hasUnknown(each.resource.at('spec', 'selector')),
    );
    for (const { port, portNode, targetPort } of service.ports) {
      if ((port !== 80 && port !== 443) || !portNode || typeof targetPort !== 'number' || targetPort === port) continue;
      const hits = gateways.flatMap((gateway) =>
        gateway.servers
          .filter((server) => server.port === targetPort && !server.unknown && server.protocol !== undefined)
          .map((server) => ({ gateway, server })),
      );
      const wrong = hits.find(({ server }) =>
        port === 80
          ? // The mesh's own mTLS goes unseen by clients: they call http.
            isTlsProtocol(server.protocol!) && serverTlsMode(server) !== 'ISTIO_MUTUAL' && server.tls
          : isHttpProtocol(server.protocol!),
      );
      if (!wrong || hits.some(({ server }) => isTlsProtocol(server.protocol!) !== (port === 80))) continue;
      const right = port === 80 ? 443 : 80;
      const taken = service.ports.some((each) => each.port === right);
      context.report({
        at: portNode,
        message: {
          what: `Port ${port} leads to ${targetPort}, where Gateway ${wrong.gateway.resource.name} speaks ${port === 80 ? 'HTTPS' : 'plain HTTP'}`,
          why:
            port === 80 ? 'callers with http:// URLs get an error' : 'callers with https:// URLs get a handshake error',
          todo: `Use port ${right} for it`,
        },
        fixes: taken
          ? []
          : [fixIn(resource, `Use port ${right}`, () => ({ span: portNode.span, newText: String(right) }), false)],
        related: [
          {
            document: wrong.gateway.resource.document,
            span: (wrong.server.protocolNode ?? wrong.server.node).span,
            message: 'The server behind it',
          },
        ],
      });
    }
  },
});
