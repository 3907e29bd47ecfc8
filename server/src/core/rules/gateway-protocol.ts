import { readGateway } from '../model/gateway';
import { nearest } from '../model/nearest';
import { GATEWAY_PROTOCOLS } from '../model/server-tls';
import { defineRule } from './define';
import { replaceFix } from './fix';

/** Names that Istio's parser knows besides; no Gateway serves them, but nothing refuses them. */
const KNOWN: ReadonlySet<string> = new Set([
  ...GATEWAY_PROTOCOLS,
  'UDP',
  'HBONE',
  'HTTP_PROXY',
  'GRPC_WEB',
  'DOUBLE-HBONE',
]);

export default defineRule({
  id: 'gateway-protocol',
  severity: 'error',
  summary: 'the protocol of a server is none that Istio knows',
  sources: [
    'istio pkg/config/validation/validation.go validateServerPort; pkg/config/protocol/instance.go Parse (in any case)',
  ],
  peers: ['IST0106'],
  on: ['Gateway'],
  check(resource, context) {
    for (const { protocol, protocolNode } of resource.read(readGateway).servers) {
      if (protocol === undefined || !protocolNode || KNOWN.has(protocol)) continue;
      const near = nearest(protocol, GATEWAY_PROTOCOLS);
      context.report({
        at: protocolNode,
        message: {
          what: `${protocolNode.text || 'An empty text'} is no protocol of a Gateway`,
          why: 'Istio refuses the whole Gateway',
          todo: `Use one of ${GATEWAY_PROTOCOLS.join(', ')}`,
        },
        fixes: near ? [replaceFix(resource, protocolNode, near)] : [],
      });
    }
  },
});
