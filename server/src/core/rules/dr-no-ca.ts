import { givenIn } from '../model/given';
import { coversHost, fullHost, readServiceHost, type ServiceName } from '../model/service-host';
import { clientTlsMode, readTrafficPolicies, tlsModeNode } from '../model/traffic-policy';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { entryOf, isScalar, isUnknown, stringOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'dr-no-ca',
  severity: 'warning',
  summary: 'TLS of its own to a host of the cluster without a CA to check its certificate with',
  sources: [
    "istio pilot/pkg/features: with VERIFY_CERTIFICATE_AT_CLIENT (on since 1.20) the operating system's CAs count where caCertificates is missing; before, nothing was checked",
  ],
  peers: ['IST0128', 'IST0129'],
  on: ['DestinationRule'],
  check(resource, context) {
    if (isBroken(resource) || looksLikePatch(resource)) return;
    const written = stringOf(resource.at('spec', 'host'));
    if (written === undefined) return;
    const domain = context.platform.clusterDomain;
    const host = fullHost(written, context.namespaceOf(resource), domain);
    // Its own certificate authority signs istiod's certificate, and its installation routes to it in this way.
    if (isIstiod(readServiceHost(host, domain), context.platform.rootNamespace)) return;
    const inside =
      readServiceHost(host, domain) !== undefined ||
      coversHost(host, `a.b.svc.${domain}`) ||
      /(?:\.svc|\.local)$/.test(host);
    for (const { tls } of readTrafficPolicies(resource)) {
      const mode = tls && clientTlsMode(tls);
      if (!tls || isUnknown(tls) || (mode !== 'SIMPLE' && mode !== 'MUTUAL')) continue;
      if (givenIn(tls, 'caCertificates') !== 'no' || givenIn(tls, 'credentialName') !== 'no') continue;
      // Without a certificate of its own dr-mutual-without-certs speaks.
      if (mode === 'MUTUAL' && ['clientCertificate', 'privateKey'].some((key) => givenIn(tls, key) === 'no')) continue;
      const skip = entryOf(tls, 'insecureSkipVerify')?.value;
      if (isScalar(skip) && (skip.unknown || skip.value === true)) continue;
      context.report({
        at: tlsModeNode(tls),
        severity: inside ? 'warning' : 'information',
        message: {
          what: `Nothing says which CA signs the certificate of ${written}`,
          why: inside
            ? "the proxy checks it with the operating system's CAs, which do not know a CA of the cluster, so calls fail (before Istio 1.20 nothing was checked)"
            : "the proxy checks it with the operating system's CAs; before Istio 1.20 nothing was checked",
          todo: inside
            ? 'Add caCertificates, or use ISTIO_MUTUAL where the other side is in the mesh'
            : 'Add caCertificates where another CA signs it',
        },
      });
    }
  },
});

const isIstiod = (service: ServiceName | undefined, rootNamespace: string): boolean =>
  service !== undefined && service.namespace === rootNamespace && /^istiod(?:-|$)/.test(service.name);
