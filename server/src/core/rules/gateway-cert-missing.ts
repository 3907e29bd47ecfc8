import { readGateway } from '../model/gateway';
import { givenIn } from '../model/given';
import { isTlsProtocol, serverModeNode, serverTlsMode, tlsNode } from '../model/server-tls';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { entryOf, isMap, isUnknown } from '../yaml/node';
import { addField } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

const WITH_CERTIFICATE: ReadonlySet<string> = new Set(['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL']);

export default defineRule({
  id: 'gateway-cert-missing',
  severity: 'error',
  summary: 'a server in mode SIMPLE or MUTUAL has no certificate',
  sources: [
    'istio pkg/config/validation/validation.go validateTLSOptions: SIMPLE and MUTUAL need a certificate and its key',
  ],
  peers: ['IST0106'],
  on: ['Gateway'],
  check(resource, context) {
    if (isBroken(resource) || looksLikePatch(resource)) return;
    for (const server of resource.read(readGateway).servers) {
      const tls = tlsNode(server);
      const mode = serverTlsMode(server);
      if (!tls || mode === undefined || !WITH_CERTIFICATE.has(mode) || isUnknown(tls)) continue;
      // On a plaintext port the tls block as a whole is the fault.
      if (server.protocol !== undefined && !isTlsProtocol(server.protocol)) continue;
      const has = (key: string) => givenIn(tls, key) !== 'no';
      if (has('credentialName') || has('credentialNames') || has('tlsCertificates')) continue;
      const lacks = ['serverCertificate', 'privateKey'].filter((key) => !has(key));
      if (lacks.length === 0) continue;
      // A Secret's name under another key: the schema tells.
      if (entryOf(tls, 'secretName')) continue;
      const secret = `${resource.name ?? 'gateway'}-tls`;
      context.report({
        at: serverModeNode(server),
        message: {
          what: `Mode ${mode} needs a certificate, and this server has ${lacks.length === 2 ? 'none' : `no ${lacks[0]}`}`,
          why: 'Istio refuses the whole Gateway',
          todo:
            lacks.length === 2
              ? "Add credentialName with the name of a Secret in the gateway pods' namespace"
              : `Add ${lacks[0]}, or use credentialName in place of files`,
        },
        fixes:
          isMap(tls) && !entryOf(tls, 'credentialName') && lacks.length === 2 && !tls.alias
            ? [
                fixIn(
                  resource,
                  `Use the certificate of Secret ${secret}`,
                  () => addField(resource.document.text, tls, 'credentialName', secret),
                  false,
                ),
              ]
            : [],
      });
    }
  },
});
