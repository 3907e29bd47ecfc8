import { readGateway } from '../model/gateway';
import { isBroken } from '../model/workload';
import { entryOf, isMap } from '../yaml/node';
import { addField, type Plain } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

/** Port of Knative's local gateway (net-istio config/203-local-gateway.yaml): its callers are proxies of the mesh. */
const KNATIVE_LOCAL_PORT = 8081;

export default defineRule({
  id: 'gateway-tls-missing',
  severity: 'error',
  summary: 'a Gateway server speaks HTTPS or TLS and has no tls settings, which Istio refuses',
  sources: ['istio pkg/config/validation/validation.go validateServer: protocols HTTPS and TLS need tls settings'],
  peers: ['IST0106'],
  on: ['Gateway'],
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const server of resource.read(readGateway).servers) {
      const { node, protocol, protocolNode, port } = server;
      if (server.unknown || server.tls || !protocolNode || (protocol !== 'HTTPS' && protocol !== 'TLS')) continue;
      const empty = entryOf(node, 'tls');
      const { text } = resource.document;
      const secret = `${resource.name ?? 'gateway'}-tls`;
      const certificate: [string, Plain] = [
        `Serve the certificate of Secret ${secret} (SIMPLE)`,
        { mode: 'SIMPLE', credentialName: secret },
      ];
      const mesh: [string, Plain] = ['Take mesh mTLS only (ISTIO_MUTUAL)', { mode: 'ISTIO_MUTUAL' }];
      const pass: [string, Plain] = ['Pass TLS through (PASSTHROUGH)', { mode: 'PASSTHROUGH' }];
      const offers =
        protocol === 'TLS'
          ? [pass, certificate]
          : port === KNATIVE_LOCAL_PORT
            ? [mesh, certificate]
            : [certificate, mesh];
      context.report({
        at: protocolNode,
        message: {
          what: `This server speaks ${protocol} and has no tls`,
          why: 'Istio refuses the whole Gateway',
          todo: 'Add tls with a mode: SIMPLE with a credentialName for ordinary TLS, ISTIO_MUTUAL for callers inside the mesh, or set the protocol to HTTP',
        },
        fixes:
          isMap(node) && !empty
            ? offers.map(([title, value]) => fixIn(resource, title, () => addField(text, node, 'tls', value), false))
            : [],
      });
    }
  },
});
