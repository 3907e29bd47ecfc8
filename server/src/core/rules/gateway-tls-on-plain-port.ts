import { readGateway } from '../model/gateway';
import { givenKeys, noneGiven } from '../model/given';
import { likelyCulprit } from '../model/patched';
import { GATEWAY_PROTOCOLS, isHttpProtocol, isTlsProtocol, serverTlsMode } from '../model/server-tls';
import { entryOf } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix, replaceFix } from './fix';

const FILES = ['serverCertificate', 'privateKey', 'caCertificates'];
const CREDENTIALS = ['credentialName', 'credentialNames'];

export default defineRule({
  id: 'gateway-tls-on-plain-port',
  severity: 'error',
  summary: 'a server that speaks a plaintext protocol has TLS settings',
  sources: [
    'istio pkg/config/validation/validation.go validateServer: tls needs protocol HTTPS or TLS; an HTTP server may only have httpsRedirect',
  ],
  peers: ['IST0106'],
  on: ['Gateway'],
  check(resource, context) {
    for (const server of resource.read(readGateway).servers) {
      const { protocol, protocolNode, tls } = server;
      if (server.unknown || !tls || protocol === undefined || !protocolNode || isTlsProtocol(protocol)) continue;
      // A protocol that Istio does not know is gateway-protocol's to report.
      if (!GATEWAY_PROTOCOLS.some((each) => each === protocol)) continue;
      const mode = serverTlsMode(server);
      const http = isHttpProtocol(protocol);
      if (mode === undefined || protocol === 'HBONE') continue;
      const passes = mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH';
      // Without a mode an HTTP server's certificate is not refused but never used: as good as refused.
      const unused = http && passes && !entryOf(tls.value, 'mode') && givenKeys(tls.value, CREDENTIALS).length > 0;
      if (http && passes && noneGiven(tls.value, FILES) && !unused) continue;
      context.report({
        at: likelyCulprit(tls.key, protocolNode),
        message: {
          what: `This server speaks ${protocol}, which is plaintext, and has TLS settings`,
          why: unused
            ? 'without a mode they are ignored, and the port stays plaintext'
            : 'Istio refuses the whole Gateway',
          todo: http
            ? 'Set the protocol to HTTPS, or remove tls; only httpsRedirect goes with HTTP'
            : 'Set the protocol to TLS, or remove tls',
        },
        fixes: [
          ...(unused
            ? []
            : [
                {
                  ...replaceFix(resource, protocolNode, http ? 'HTTPS' : 'TLS', false),
                  title: `Set the protocol to ${http ? 'HTTPS' : 'TLS'}`,
                },
              ]),
          ...removeKeyFix(resource, server.node, 'tls', 'Remove tls'),
        ],
        related: [{ document: resource.document, span: protocolNode.span, message: 'The protocol' }],
      });
    }
  },
});
