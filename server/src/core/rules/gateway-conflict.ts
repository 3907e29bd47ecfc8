import { type GatewayServer, type IstioGateway, readGateway } from '../model/gateway';
import { domainOf, hostsMeet } from '../model/gateway-hosts';
import { fitTogether, gatewayId } from '../model/gateway-pods';
import { isHttpProtocol, isTlsProtocol } from '../model/server-tls';
import { isPlacedUnknown } from '../model/workload';
import { entryOf, isUnknown, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { fixIn } from './fix';

/** Ports that public Gateways share on purpose. */
const SHARED: ReadonlySet<number> = new Set([80, 8080]);

export default defineRule({
  id: 'gateway-conflict',
  severity: 'warning',
  summary:
    'two Gateways open one port of the same pods for the same hosts; information for plain HTTP on the public port',
  sources: [
    'istio pilot/pkg/model/gateway.go MergeGateways: of two TLS servers with one host, and of two protocols on one port, the later is dropped; HTTP servers are merged',
  ],
  peers: ['IST0145', 'KIA0301'],
  on: ['Gateway'],
  reads: ['Gateway'],
  check(resource, context) {
    if (isPlacedUnknown(resource)) return;
    const mine = resource.read(readGateway);
    const all = context.all('Gateway');
    const earlier = all
      .slice(0, all.indexOf(resource))
      .filter((each) => !isPlacedUnknown(each) && gatewayId(each, context) !== gatewayId(resource, context))
      .map((each) => each.read(readGateway))
      .filter((each) => fitTogether(each.selector, mine.selector) && !selectorUnknown(each) && !selectorUnknown(mine));
    for (const server of mine.servers) {
      const clash = earlier
        .flatMap((gateway) => gateway.servers.map((other) => ({ gateway, other, kind: clashOf(server, other) })))
        .find(({ kind }) => kind);
      if (!clash?.kind || !server.portNode || server.port === undefined) continue;
      const { gateway, other, kind } = clash;
      const used = new Set(all.flatMap((each) => each.read(readGateway).servers.map((one) => one.port)));
      let free = server.port + 1;
      while (used.has(free)) free++;
      const { portNode, port } = server;
      context.report({
        at: portNode,
        severity: kind.merged && SHARED.has(port) ? 'information' : undefined,
        message: {
          what: `Gateway ${gatewayId(gateway.resource, context)} opens port ${port} of the same pods ${kind.host ? `for ${kind.host} too` : `with protocol ${other.protocol}`}`,
          why: kind.merged
            ? 'both become one listener, and what one was meant to keep apart is reached by the other'
            : 'Istio keeps the older server and drops the other',
          todo: 'Use another port, or hosts that differ',
        },
        fixes:
          port === 80 || port === 443
            ? []
            : [
                fixIn(
                  resource,
                  `Listen on port ${free}`,
                  () => ({ span: portNode.span, newText: String(free) }),
                  false,
                ),
              ],
        related: [
          { document: gateway.resource.document, span: (other.portNode ?? other.node).span, message: 'The same port' },
        ],
      });
    }
  },
});

interface Clash {
  readonly host: string | undefined;
  /** Both servers work, as one listener. */
  readonly merged: boolean;
}

function clashOf(a: GatewayServer, b: GatewayServer): Clash | undefined {
  if (a.port === undefined || a.port !== b.port || a.unknown || b.unknown) return undefined;
  if (bindOf(a) !== bindOf(b) || a.protocol === undefined || b.protocol === undefined) return undefined;
  const kind = (protocol: string) => (isHttpProtocol(protocol) ? 'http' : isTlsProtocol(protocol) ? 'tls' : protocol);
  if (kind(a.protocol) !== kind(b.protocol)) return { host: undefined, merged: false };
  const host = a.hosts.find((one) => b.hosts.some((other) => hostsMeet(one, other)));
  return host === undefined ? undefined : { host: domainOf(host), merged: kind(a.protocol) === 'http' };
}

const bindOf = (server: GatewayServer): string | undefined => stringOf(entryOf(server.node, 'bind')?.value);
const selectorUnknown = ({ resource }: IstioGateway): boolean => isUnknown(resource.at('spec', 'selector'));
