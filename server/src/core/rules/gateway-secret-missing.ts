import { readGateway } from '../model/gateway';
import { domainOf } from '../model/gateway-hosts';
import { gatewayPodNamespace } from '../model/gateway-pods';
import { nearest } from '../model/nearest';
import { makersOf, SECRET_KINDS, secretNameOf } from '../model/secrets';
import { credentialsOf, serverTlsMode } from '../model/server-tls';
import { appendDocument, canAppend } from '../yaml/append-document';
import { entryOf, isScalar, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { fixIn, replaceFix } from './fix';

export default defineRule({
  id: 'gateway-secret-missing',
  severity: 'warning',
  summary: "no file makes the Secret of a Gateway's certificate, although others of its namespace are among them",
  sources: ["istio pilot/pkg/credentials: without the Secret the gateway's port refuses TLS"],
  peers: ['IST0101'],
  on: ['Gateway'],
  reads: ['Certificate', 'Deployment', 'ExternalSecret', 'Secret', 'Service'],
  fromAbsence: true,
  check(resource, context) {
    const gateway = resource.read(readGateway);
    for (const server of gateway.servers) {
      if (serverTlsMode(server) === 'ISTIO_MUTUAL') continue;
      for (const { name, node } of credentialsOf(server)) {
        const makers = makersOf(context, name);
        const pods = gatewayPodNamespace(context, gateway);
        if (!makers || makers.length > 0 || pods === undefined) continue;
        // Secrets are often made by hand; that others of the namespace are kept here is all that tells.
        const kept = SECRET_KINDS.flatMap((kind) => context.all(kind)).filter(
          (each) => context.namespaceOf(each) === pods,
        );
        if (kept.length === 0) continue;
        const near = nearest(
          name,
          kept.flatMap((each) => secretNameOf(each) ?? []),
        );
        const issuer = kept.find((each) => each.kind === 'Certificate')?.at('spec', 'issuerRef');
        const issuerName = stringOf(entryOf(issuer, 'name')?.value);
        const issuerKind = stringOf(entryOf(issuer, 'kind')?.value);
        const hosts = server.hosts.map(domainOf).filter((host) => host !== '*');
        const { text } = resource.document;
        context.report({
          at: node,
          absent: { kind: 'Secret', namespace: pods, name },
          message: {
            what: `No file makes a Secret ${name} in ${pods}, where other Secrets or Certificates of the files are`,
            why: "without it the gateway's port refuses TLS",
            todo: near ? `Did you mean ${near}?` : 'Add a Certificate with this secretName, or check the name',
          },
          fixes: [
            ...(near && isScalar(node) ? [replaceFix(resource, node, near, false)] : []),
            ...(!near && issuerName && hosts.length > 0 && canAppend(text)
              ? [
                  fixIn(
                    resource,
                    `Add a Certificate by issuer ${issuerName}`,
                    () =>
                      appendDocument(
                        text,
                        [
                          'apiVersion: cert-manager.io/v1',
                          'kind: Certificate',
                          'metadata:',
                          `  name: ${name}`,
                          `  namespace: ${pods}`,
                          'spec:',
                          `  secretName: ${name}`,
                          '  dnsNames:',
                          ...hosts.map((host) => `    - ${JSON.stringify(host)}`),
                          '  issuerRef:',
                          ...(issuerKind ? [`    kind: ${issuerKind}`] : []),
                          `    name: ${issuerName}`,
                        ].join('\n'),
                      ),
                    false,
                  ),
                ]
              : []),
          ],
        });
      }
    }
  },
});
