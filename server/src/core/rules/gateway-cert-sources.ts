import { readGateway } from '../model/gateway';
import { givenIn } from '../model/given';
import { serverTlsMode, tlsNode } from '../model/server-tls';
import { entryOf } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'gateway-cert-sources',
  severity: 'error',
  summary: 'a server has certificates from more than one source',
  sources: [
    'istio pkg/config/validation/validation.go validateTLSOptions: one of credentialName, credentialNames, serverCertificate with privateKey, tlsCertificates',
  ],
  peers: ['IST0106'],
  on: ['Gateway'],
  check(resource, context) {
    for (const server of resource.read(readGateway).servers) {
      const tls = tlsNode(server);
      if (!tls || serverTlsMode(server) === 'ISTIO_MUTUAL') continue;
      const has = (key: string) => givenIn(tls, key) === 'yes';
      const sources = ['credentialName', 'credentialNames', 'tlsCertificates'].filter(has);
      if (has('serverCertificate') && has('privateKey')) sources.push('serverCertificate');
      if (sources.length < 2) continue;
      const keys = sources.map((key) => entryOf(tls, key)!.key).sort((a, b) => a.span.start - b.span.start);
      context.report({
        at: keys[1]!,
        message: {
          what: `This server has its certificate from ${keys.map((key) => key.text).join(' and ')}`,
          why: 'Istio takes one source and refuses the whole Gateway',
          todo: 'Keep one of them',
        },
        fixes: keys
          .filter((key) => key.text !== 'serverCertificate')
          .flatMap((key) => removeKeyFix(resource, tls, key.text, `Remove ${key.text}`)),
        related: [{ document: resource.document, span: keys[0]!.span, message: 'The first source' }],
      });
    }
  },
});
