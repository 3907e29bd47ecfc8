import { readGateway } from '../model/gateway';
import { domainOf } from '../model/gateway-hosts';
import { gatewayPodNamespace } from '../model/gateway-pods';
import { makersOf } from '../model/secrets';
import { credentialsOf } from '../model/server-tls';
import { isBroken } from '../model/workload';
import { entryOf, hasUnknown, itemsOf, stringOf, stringsOf, type YamlNode } from '../yaml/node';
import { addValue } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'gateway-cert-hosts',
  severity: 'warning',
  summary: "the Certificate of a Gateway's server does not hold a host that the server is for",
  sources: ['RFC 6125 6.4.3: a client takes a certificate only for the names in it; a * stands for one label'],
  peers: [],
  on: ['Certificate'],
  reads: ['Gateway', 'Certificate', 'Deployment', 'ExternalSecret', 'Secret', 'Service'],
  check(resource, context) {
    const secret = stringOf(resource.at('spec', 'secretName'));
    const names = entryOf(resource.at('spec'), 'dnsNames');
    if (!secret || !names || isBroken(resource) || hasUnknown(resource.at('spec'))) return;
    if (makersOf(context, secret)?.length !== 1) return;
    const common = stringOf(resource.at('spec', 'commonName'));
    const held = [...stringsOf(names.value), ...(common ? [common] : [])];
    if (held.length === 0) return;
    const place = context.namespaceOf(resource);
    for (const object of context.all('Gateway')) {
      const gateway = object.read(readGateway);
      if (isBroken(object) || gatewayPodNamespace(context, gateway) !== place) continue;
      const wanted = gateway.servers.flatMap((server) => {
        const credentials = credentialsOf(server);
        // With several certificates each host needs one of them only.
        if (credentials.length !== 1 || credentials[0]!.name !== secret) return [];
        return itemsOf(entryOf(server.node, 'hosts')?.value);
      });
      const host = wanted.find((node) => {
        const domain = domainOf(stringOf(node) ?? '*');
        return domain !== '*' && domain.includes('.') && !held.some((name) => holds(name, domain));
      });
      if (!host) continue;
      const domain = domainOf(stringOf(host)!);
      const list = names.value;
      context.report({
        at: onlyItem(list) ?? names.key,
        message: {
          what: `The certificate does not hold ${domain}`,
          why: `Gateway ${object.name ?? ''} shows it for that host, and clients refuse it`,
          todo: `Add ${domain} to dnsNames`,
        },
        fixes:
          list.kind === 'seq'
            ? [fixIn(resource, `Add ${domain}`, () => addValue(resource.document.text, list, domain), false)]
            : [],
        related: [{ document: object.document, span: host.span, message: 'The host' }],
      });
      return;
    }
  },
});

const onlyItem = (node: YamlNode): YamlNode | undefined => (itemsOf(node).length === 1 ? itemsOf(node)[0] : undefined);

function holds(name: string, host: string): boolean {
  const [a, b] = [name.toLowerCase(), host.toLowerCase()];
  return a === b || (a.startsWith('*.') && b.slice(b.indexOf('.')) === a.slice(1));
}
