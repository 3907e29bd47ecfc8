import { readDestinationRule } from '../model/destination-rule';
import { readGateway } from '../model/gateway';
import { kserveIngress } from '../model/kserve-ingress';
import { ruleForHost } from '../model/mesh-rules';
import { isTlsProtocol } from '../model/server-tls';
import { coversHost, fullHost } from '../model/service-host';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'mesh-dr-local-gateway-plaintext',
  severity: 'error',
  summary: "a DestinationRule makes clients send mTLS to Knative's local gateway, which listens for plain HTTP",
  sources: [
    "seen with Istio's own simulator: ISTIO_MUTUAL for *.local or for the gateway's Service with 8081 HTTP gives 503 on every path through the top-level host",
    'net-istio config/203-local-gateway.yaml: as installed, port 8081 speaks HTTP',
  ],
  peers: [],
  on: ['DestinationRule'],
  reads: ['ConfigMap', 'DestinationRule', 'Gateway', 'InferenceService'],
  check(resource, context) {
    const { host: written, tls } = resource.read(readDestinationRule);
    if (written === undefined || tls?.mode !== 'ISTIO_MUTUAL' || isPlacedUnknown(resource)) return;
    const { platform } = context;
    const service = `knative-local-gateway.${platform.gatewayNamespace}.svc.${platform.clusterDomain}`;
    if (!coversHost(fullHost(written, context.namespaceOf(resource), platform.clusterDomain), service)) return;
    if (ruleForHost(context, service)?.resource !== resource) return;
    const kserve = kserveIngress(context);
    if (kserve.virtualHost !== true) return;
    const gateway = context.find('Gateway', platform.knativeNamespace, 'knative-local-gateway');
    const servers = gateway?.read(readGateway).servers ?? [];
    const server = servers.find((each) => each.port === 8081);
    const plain =
      server !== undefined && !server.unknown && server.protocol !== undefined && !isTlsProtocol(server.protocol);
    // As installed it is plaintext; whether someone changed it elsewhere, the files do not say.
    const assumed = !gateway && (kserve.config !== undefined || context.all('InferenceService').length > 0);
    if (!plain && !assumed) return;
    context.report({
      at: tls.node,
      severity: plain ? 'error' : 'information',
      message: {
        what: `Clients send mTLS to knative-local-gateway, which listens for plain HTTP on 8081${plain ? '' : ' as installed'}`,
        why: 'calls by the top-level host and from outside fail with 503',
        todo: 'Set that server of the Gateway to HTTPS with mode ISTIO_MUTUAL, or turn the top-level VirtualService off (disableIstioVirtualHost)',
      },
      related:
        plain && gateway && server
          ? [
              {
                document: gateway.document,
                span: (server.protocolNode ?? server.node).span,
                message: 'Plain HTTP here',
              },
            ]
          : [],
    });
  },
});
