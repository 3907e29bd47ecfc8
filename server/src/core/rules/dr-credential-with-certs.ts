import { givenKeys } from '../model/given';
import { clientTlsMode, readTrafficPolicies } from '../model/traffic-policy';
import { entryOf, isNull, isScalar } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'dr-credential-with-certs',
  severity: 'error',
  summary: 'credentialName beside certificate files, or insecureSkipVerify beside something to verify with',
  sources: [
    'istio pkg/config/validation/agent/validation.go ValidateTLS: credentialName takes the place of all files; insecureSkipVerify excludes caCertificates and subjectAltNames',
  ],
  peers: ['IST0106'],
  on: ['DestinationRule'],
  check(resource, context) {
    for (const { tls } of readTrafficPolicies(resource)) {
      if (!tls) continue;
      const mode = clientTlsMode(tls);
      if (mode !== 'SIMPLE' && mode !== 'MUTUAL') continue;
      const credential = givenKeys(tls, ['credentialName']).length > 0;
      if (credential) {
        for (const key of givenKeys(tls, ['clientCertificate', 'privateKey', 'caCertificates', 'caCrl'])) {
          report(key, `credentialName takes the place of certificate files, and ${key} is one`, 'credentialName');
        }
      }
      const skip = entryOf(tls, 'insecureSkipVerify')?.value;
      if (!isScalar(skip) || skip.value !== true) continue;
      const excluded = mode === 'SIMPLE' ? ['caCertificates', 'credentialName'] : ['caCertificates'];
      const names = entryOf(tls, 'subjectAltNames');
      const all = givenKeys(tls, excluded).filter((key) => !(credential && key === 'caCertificates'));
      if (names && !isNull(names.value)) all.push('subjectAltNames');
      for (const key of all) {
        report(
          key,
          `insecureSkipVerify leaves the server's certificate unchecked, so there is no use for ${key}`,
          'insecureSkipVerify',
        );
      }

      function report(key: string, what: string, other: string): void {
        const first = entryOf(tls, other)!;
        context.report({
          at: entryOf(tls, key)!.key,
          message: { what, why: 'Istio refuses the whole DestinationRule', todo: `Keep ${other} or ${key}, not both` },
          fixes: [
            ...removeKeyFix(resource, tls, key, `Remove ${key}`),
            ...removeKeyFix(resource, tls, other, `Remove ${other}`),
          ],
          related: [{ document: resource.document, span: first.key.span, message: other }],
        });
      }
    }
  },
});
