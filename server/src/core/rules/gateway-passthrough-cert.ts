import { readGateway } from '../model/gateway';
import { givenKeys } from '../model/given';
import { CERTIFICATE_FIELDS, isTlsProtocol, serverTlsMode, tlsNode } from '../model/server-tls';
import { entryOf, isMap, isScalar } from '../yaml/node';
import { addFirstField } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn, removeKeyFix, replaceFix } from './fix';

export default defineRule({
  id: 'gateway-passthrough-cert',
  severity: 'warning',
  summary: 'a server passes TLS through, so its certificate is never used',
  sources: [
    'istio pkg/config/validation/validation.go validateTLSOptions: PASSTHROUGH and AUTO_PASSTHROUGH use no certificates; a missing mode is PASSTHROUGH',
  ],
  peers: ['IST0133'],
  on: ['Gateway'],
  check(resource, context) {
    for (const server of resource.read(readGateway).servers) {
      const tls = tlsNode(server);
      const mode = serverTlsMode(server);
      if (!isMap(tls) || (mode !== 'PASSTHROUGH' && mode !== 'AUTO_PASSTHROUGH')) continue;
      // On a plaintext port the tls block as a whole is the fault.
      if (server.protocol === undefined || !isTlsProtocol(server.protocol)) continue;
      const [key] = givenKeys(tls, CERTIFICATE_FIELDS);
      if (!key) continue;
      const modeNode = entryOf(tls, 'mode')?.value;
      const { text } = resource.document;
      context.report({
        at: entryOf(tls, key)!.key,
        message: {
          what: `This server passes TLS through and ignores ${key}`,
          why: isScalar(modeNode)
            ? `mode ${mode} leaves TLS to the pods behind`
            : 'without a mode it is PASSTHROUGH, which leaves TLS to the pods behind',
          todo: 'Set the mode to SIMPLE to serve the certificate here, or remove it',
        },
        fixes: [
          ...(isScalar(modeNode)
            ? [{ ...replaceFix(resource, modeNode, 'SIMPLE', false), title: 'Set the mode to SIMPLE' }]
            : modeNode || tls.alias
              ? []
              : [fixIn(resource, 'Set the mode to SIMPLE', () => addFirstField(text, tls, 'mode', 'SIMPLE'), false)]),
          ...removeKeyFix(resource, tls, key, `Remove ${key}`),
        ],
      });
    }
  },
});
