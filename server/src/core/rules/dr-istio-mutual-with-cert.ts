import { likelyCulprit } from '../model/patched';
import { clientTlsMode, readTrafficPolicies, tlsModeNode } from '../model/traffic-policy';
import { written } from '../schema/constraint';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

const CERTIFICATES = ['clientCertificate', 'privateKey', 'caCertificates', 'credentialName'] as const;

export default defineRule({
  id: 'dr-istio-mutual-with-cert',
  severity: 'warning',
  summary: 'a DestinationRule in mode ISTIO_MUTUAL names certificates, which are not looked at',
  sources: [
    "istio-api networking/v1 ClientTLSSettings: ISTIO_MUTUAL uses the proxy's own certificates; the fields for others are to be empty",
  ],
  peers: [],
  on: ['DestinationRule'],
  check(resource, context) {
    for (const { tls } of readTrafficPolicies(resource)) {
      if (!tls || clientTlsMode(tls) !== 'ISTIO_MUTUAL') continue;
      const [first] = CERTIFICATES.flatMap((key) => written(tls, key) ?? []);
      if (!first) continue;
      context.report({
        at: likelyCulprit(first.key, tlsModeNode(tls)),
        message: {
          what: `ISTIO_MUTUAL uses the mesh's own certificates, and ${first.key.text} counts for nothing`,
          why: 'a server that expects the other certificate refuses the connection',
          todo: `Remove ${first.key.text}, or set the mode to MUTUAL`,
        },
        fixes: removeKeyFix(resource, tls, first.key.text, `Remove ${first.key.text}`),
      });
    }
  },
});
