import { readGateway } from '../model/gateway';
import { givenIn } from '../model/given';
import { tlsNode } from '../model/server-tls';
import { entryOf, isScalar, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { removeItemFix, replaceFix } from './fix';

const OLD: ReadonlySet<string> = new Set(['TLSV1_0', 'TLSV1_1']);

/** istio pkg/config/security/security.go ValidCipherSuites: what Envoy's BoringSSL takes in `cipher_suites`. */
const CIPHERS: ReadonlySet<string> = new Set([
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-PSK-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-PSK-AES128-CBC-SHA',
  'AES128-SHA',
  'PSK-AES128-CBC-SHA',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
  'ECDHE-PSK-AES256-CBC-SHA',
  'AES256-SHA',
  'PSK-AES256-CBC-SHA',
  'DES-CBC3-SHA',
]);

export default defineRule({
  id: 'gateway-weak-tls',
  severity: 'warning',
  summary: 'a server takes TLS 1.0 or 1.1, or lists a cipher suite that Envoy does not know or twice',
  sources: [
    'istio pkg/config/validation/validation.go validateTLSOptions: below TLSV1_2 no default cipher fits; unknown and repeated ciphers are dropped',
    'RFC 8996: TLS 1.0 and 1.1 are not to be used',
  ],
  peers: ['IST0133'],
  on: ['Gateway'],
  check(resource, context) {
    for (const server of resource.read(readGateway).servers) {
      const tls = tlsNode(server);
      const version = entryOf(tls, 'minProtocolVersion')?.value;
      const text = stringOf(version);
      if (isScalar(version) && text !== undefined && OLD.has(text)) {
        context.report({
          at: version,
          message: {
            what: `${text} is taken as the lowest version of TLS`,
            why:
              givenIn(tls, 'cipherSuites') === 'no'
                ? 'it is broken, and the default ciphers do not even fit it'
                : 'versions below 1.2 are broken',
            todo: 'Use TLSV1_2 or TLSV1_3',
          },
          fixes: [replaceFix(resource, version, 'TLSV1_2')],
        });
      }
      const list = entryOf(tls, 'cipherSuites')?.value;
      const seen = new Set<string>();
      for (const item of itemsOf(list)) {
        const cipher = stringOf(item);
        if (cipher === undefined) continue;
        const twice = seen.has(cipher);
        seen.add(cipher);
        // Groups in brackets are BoringSSL's; Istio does not take them apart either.
        if (!twice && (CIPHERS.has(cipher) || /^[[\]@!]/.test(cipher))) continue;
        context.report({
          at: item,
          message: {
            what: twice ? `${cipher} is listed twice` : `${cipher} is no cipher suite that Envoy knows`,
            why: 'it is ignored',
            todo: twice
              ? 'Remove one of them'
              : 'Use an OpenSSL name such as ECDHE-ECDSA-AES256-GCM-SHA384; TLS 1.3 needs no list',
          },
          fixes: list ? removeItemFix(resource, list, item, `Remove ${cipher}`) : [],
        });
      }
    }
  },
});
