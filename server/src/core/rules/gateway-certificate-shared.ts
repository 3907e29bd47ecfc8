import { type GatewayServer, readGateway } from '../model/gateway';
import { domainOf } from '../model/gateway-hosts';
import { fitTogether, gatewayId } from '../model/gateway-pods';
import { credentialsOf } from '../model/server-tls';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'gateway-certificate-shared',
  severity: 'warning',
  summary: 'two Gateways on the same pods serve one certificate for different hosts',
  sources: [
    'istio docs, common problems: browsers reuse an HTTP/2 connection for another host of the same certificate, and that Gateway answers 404',
  ],
  peers: ['IST0138'],
  on: ['Gateway'],
  reads: ['Gateway'],
  check(resource, context) {
    if (isPlacedUnknown(resource)) return;
    const mine = resource.read(readGateway);
    const all = context.all('Gateway');
    const earlier = all
      .slice(0, all.indexOf(resource))
      .filter((each) => !isPlacedUnknown(each) && each.name !== resource.name);
    for (const server of mine.servers) {
      for (const { name, node } of credentialsOf(server)) {
        const match = earlier
          .map((each) => each.read(readGateway))
          .filter((each) => fitTogether(each.selector, mine.selector))
          .flatMap((each) =>
            each.servers.flatMap((other) => {
              const theirs = credentialsOf(other).find((one) => one.name === name);
              return theirs && other.port === server.port && differ(server, other) ? [{ gateway: each, theirs }] : [];
            }),
          )[0];
        if (!match) continue;
        context.report({
          at: node,
          message: {
            what: `Gateway ${gatewayId(match.gateway.resource, context)} serves certificate ${name} too, for other hosts`,
            why: 'a browser reuses its connection for all hosts of one certificate, and this or that Gateway answers 404',
            todo: 'Put the hosts into one Gateway, or give each a certificate of its own',
          },
          related: [
            { document: match.gateway.resource.document, span: match.theirs.node.span, message: 'Served here too' },
          ],
        });
      }
    }
  },
});

/** Neither server takes the hosts of the other. */
function differ(a: GatewayServer, b: GatewayServer): boolean {
  if (a.unknown || b.unknown || a.hosts.length === 0 || b.hosts.length === 0) return false;
  const hosts = (server: GatewayServer) => new Set(server.hosts.map(domainOf));
  const [x, y] = [hosts(a), hosts(b)];
  return !x.has('*') && !y.has('*') && [...x].some((host) => !y.has(host)) && [...y].some((host) => !x.has(host));
}
