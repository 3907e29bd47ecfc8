import { readGateway } from '../model/gateway';
import { kserveIngress } from '../model/kserve-ingress';
import { ruleForHost } from '../model/mesh-rules';
import { isTlsProtocol, serverModeNode, serverTlsMode } from '../model/server-tls';
import { isPlacedUnknown } from '../model/workload';
import { appendDocument, canAppend } from '../yaml/append-document';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'local-gateway-mutual-no-dr',
  severity: 'error',
  summary: "Knative's local gateway demands mTLS, and no DestinationRule makes its clients send it",
  sources: [
    'istio pilot/pkg/networking/core/cluster_tls.go: auto mTLS asks for the label security.istio.io/tlsMode, which gateway pods do not have',
    "seen with Istio's own simulator: 8081 ISTIO_MUTUAL without a DestinationRule gives 503 for mesh callers of the top-level host and from outside",
  ],
  peers: [],
  on: ['Gateway'],
  reads: ['ConfigMap', 'DestinationRule'],
  fromAbsence: true,
  check(resource, context) {
    const { platform } = context;
    if (isPlacedUnknown(resource) || context.namespaceOf(resource) !== platform.knativeNamespace) return;
    if (resource.name !== 'knative-local-gateway') return;
    const server = resource
      .read(readGateway)
      .servers.find(
        (each) => each.protocol !== undefined && isTlsProtocol(each.protocol) && serverTlsMode(each) === 'ISTIO_MUTUAL',
      );
    if (!server) return;
    const kserve = kserveIngress(context);
    if (kserve.virtualHost !== true) return;
    const service = `knative-local-gateway.${platform.gatewayNamespace}.svc.${platform.clusterDomain}`;
    const rule = ruleForHost(context, service);
    if (
      rule &&
      (rule.tls?.mode === 'ISTIO_MUTUAL' ||
        rule.unknown ||
        [...rule.portTls.values()].some((tls) => tls.mode === 'ISTIO_MUTUAL'))
    )
      return;
    const kept = context.all('DestinationRule').length > 0;
    const { text } = resource.document;
    context.report({
      at: serverModeNode(server),
      severity: kept ? 'error' : 'warning',
      message: {
        what: 'This gateway takes mesh mTLS only, and nothing makes its clients send it',
        why: 'its pods have no sidecar, so clients send plaintext by themselves, and calls by the top-level host and from outside fail with 503',
        todo: `Add a DestinationRule for ${service} with mode ISTIO_MUTUAL`,
      },
      fixes: canAppend(text)
        ? [
            fixIn(
              resource,
              'Add the DestinationRule',
              () =>
                appendDocument(
                  text,
                  [
                    'apiVersion: networking.istio.io/v1',
                    'kind: DestinationRule',
                    'metadata:',
                    '  name: knative-local-gateway',
                    `  namespace: ${platform.gatewayNamespace}`,
                    'spec:',
                    `  host: ${service}`,
                    '  trafficPolicy:',
                    '    tls:',
                    '      mode: ISTIO_MUTUAL',
                  ].join('\n'),
                ),
              false,
            ),
          ]
        : [],
      related: rule
        ? [
            {
              document: rule.resource.document,
              span: rule.resource.headNode.span,
              message: 'This rule counts for its clients',
            },
          ]
        : [],
    });
  },
});
