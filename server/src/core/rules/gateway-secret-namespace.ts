import { readGateway } from '../model/gateway';
import { gatewayPodNamespace } from '../model/gateway-pods';
import { makersOf } from '../model/secrets';
import { credentialsOf, serverTlsMode } from '../model/server-tls';
import { replaceScalar } from '../yaml/edit-yaml';
import { isMap } from '../yaml/node';
import { addField } from '../yaml/write-yaml';
import { defineRule } from './define';

export default defineRule({
  id: 'gateway-secret-namespace',
  severity: 'error',
  summary: "the Secret of a Gateway's certificate is in another namespace than the gateway's pods",
  sources: [
    "istio pilot/pkg/credentials: a Secret is looked up in the namespace of the gateway's pods, wherever the Gateway object is",
  ],
  peers: ['IST0101'],
  on: ['Gateway'],
  reads: ['Certificate', 'Deployment', 'ExternalSecret', 'Secret', 'Service'],
  check(resource, context) {
    const gateway = resource.read(readGateway);
    for (const server of gateway.servers) {
      if (serverTlsMode(server) === 'ISTIO_MUTUAL') continue;
      for (const { name, node } of credentialsOf(server)) {
        const pods = gatewayPodNamespace(context, gateway);
        const makers = makersOf(context, name);
        if (pods === undefined || !makers || makers.length === 0) continue;
        if (makers.some((each) => context.namespaceOf(each) === pods)) continue;
        const other = makers[0]!;
        const metadata = other.at('metadata');
        context.report({
          at: node,
          message: {
            what: `${other.kind} ${name} is in namespace ${context.namespaceOf(other)}, and the gateway's pods are in ${pods}`,
            why: 'a gateway reads Secrets of its own namespace only, so it has no certificate and refuses TLS',
            todo: `Put the ${other.kind} into ${pods}`,
          },
          fixes:
            makers.length === 1 && isMap(metadata) && !(other.namespaceNode ?? metadata).span.origin
              ? [
                  {
                    title: `Move the ${other.kind} to namespace ${pods}`,
                    safe: false,
                    edits: () => [
                      {
                        document: other.document,
                        ...(other.namespaceNode
                          ? replaceScalar(other.namespaceNode, pods)
                          : addField(other.document.text, metadata, 'namespace', pods)),
                      },
                    ],
                  },
                ]
              : [],
          related: [
            {
              document: other.document,
              span: (other.namespaceNode ?? other.headNode).span,
              message: `The ${other.kind}`,
            },
          ],
        });
      }
    }
  },
});
