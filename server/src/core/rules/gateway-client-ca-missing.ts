import { readGateway } from '../model/gateway';
import { givenIn } from '../model/given';
import { serverModeNode, serverTlsMode, tlsNode } from '../model/server-tls';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { isUnknown } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'gateway-client-ca-missing',
  severity: 'error',
  summary: 'a server asks for client certificates and has no CA to check them with',
  sources: [
    'istio pkg/config/validation/validation.go validateTLSOptions: MUTUAL with certificate files needs caCertificates',
  ],
  peers: ['IST0106'],
  on: ['Gateway'],
  check(resource, context) {
    if (isBroken(resource) || looksLikePatch(resource)) return;
    for (const server of resource.read(readGateway).servers) {
      const tls = tlsNode(server);
      const mode = serverTlsMode(server);
      if (!tls || isUnknown(tls) || (mode !== 'MUTUAL' && mode !== 'OPTIONAL_MUTUAL')) continue;
      const has = (key: string) => givenIn(tls, key) !== 'no';
      // Without any certificate gateway-cert-missing speaks; with a credential the CA is part of the Secret.
      if (has('credentialName') || has('credentialNames') || has('caCertificates') || has('caCertCredentialName'))
        continue;
      if (!has('serverCertificate') && !has('privateKey') && !has('tlsCertificates')) continue;
      context.report({
        at: serverModeNode(server),
        message: {
          what: `Mode ${mode} asks callers for a certificate, and there is no CA to check it with`,
          why: 'Istio refuses the whole Gateway',
          todo: 'Add caCertificates with the path of the CA bundle, or set the mode to SIMPLE',
        },
      });
    }
  },
});
