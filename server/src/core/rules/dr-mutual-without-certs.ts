import { givenIn } from '../model/given';
import { clientTlsMode, readTrafficPolicies, tlsModeNode } from '../model/traffic-policy';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { isScalar, isUnknown } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'dr-mutual-without-certs',
  severity: 'error',
  summary: 'TLS mode MUTUAL without the client certificate that it needs',
  sources: [
    'istio pkg/config/validation/agent/validation.go ValidateTLS: MUTUAL needs clientCertificate and privateKey, or credentialName',
  ],
  peers: ['IST0106'],
  on: ['DestinationRule'],
  check(resource, context) {
    if (isBroken(resource) || looksLikePatch(resource)) return;
    for (const { tls } of readTrafficPolicies(resource)) {
      if (!tls || isUnknown(tls) || clientTlsMode(tls) !== 'MUTUAL' || givenIn(tls, 'credentialName') !== 'no')
        continue;
      const lacks = ['clientCertificate', 'privateKey'].filter((key) => givenIn(tls, key) === 'no');
      if (lacks.length === 0) continue;
      const node = tlsModeNode(tls);
      context.report({
        at: node,
        message: {
          what: `Mode MUTUAL needs a certificate of the client's own, and ${lacks.join(' and ')} ${lacks.length === 2 ? 'are' : 'is'} missing`,
          why: 'Istio refuses the whole DestinationRule',
          todo: "Use ISTIO_MUTUAL for the mesh's own certificates, or add clientCertificate and privateKey",
        },
        fixes:
          isScalar(node) && lacks.length === 2
            ? [
                {
                  ...replaceFix(resource, node, 'ISTIO_MUTUAL', false),
                  title: "Use the mesh's certificates (ISTIO_MUTUAL)",
                },
              ]
            : [],
      });
    }
  },
});
