import { readGateway } from '../model/gateway';
import { givenKeys } from '../model/given';
import { likelyCulprit } from '../model/patched';
import { CERTIFICATE_FIELDS, serverModeNode, serverTlsMode, tlsNode } from '../model/server-tls';
import { entryOf } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'gateway-istio-mutual-with-cert',
  severity: 'error',
  summary: 'a server in mode ISTIO_MUTUAL has a certificate of its own',
  sources: [
    'istio pkg/config/validation/validation.go validateTLSOptions: ISTIO_MUTUAL takes no certificate, key, CA or credential',
  ],
  peers: ['IST0106'],
  on: ['Gateway'],
  check(resource, context) {
    for (const server of resource.read(readGateway).servers) {
      if (!server.tls || serverTlsMode(server) !== 'ISTIO_MUTUAL') continue;
      const tls = tlsNode(server);
      for (const key of givenKeys(tls, CERTIFICATE_FIELDS)) {
        context.report({
          at: likelyCulprit(entryOf(tls, key)!.key, serverModeNode(server)),
          message: {
            what: `ISTIO_MUTUAL uses the mesh's own certificates and takes no ${key}`,
            why: 'Istio refuses the whole Gateway',
            todo: `Remove ${key}, or set the mode to SIMPLE or MUTUAL`,
          },
          fixes: removeKeyFix(resource, tls, key, `Remove ${key}`),
        });
      }
    }
  },
});
