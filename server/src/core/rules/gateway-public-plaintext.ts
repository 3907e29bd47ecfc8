import { readAuthorizationPolicy } from '../model/authorization-policy';
import { readGateway } from '../model/gateway';
import { domainOf } from '../model/gateway-hosts';
import { gatewayId } from '../model/gateway-pods';
import { kserveIngress } from '../model/kserve-ingress';
import { tellsCallersApart } from '../model/policy-reach';
import { isHttpProtocol, isTlsProtocol, redirectEntry } from '../model/server-tls';
import { isPlacedUnknown } from '../model/workload';
import { entryOf, isMap } from '../yaml/node';
import { addField } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'gateway-public-plaintext',
  severity: 'warning',
  summary: 'the public Gateway serves every host over plain HTTP, while a namespace of models is locked down',
  sources: [
    "istio docs, security at the mesh border: mTLS ends at the gateway; what comes from outside is as safe as the Gateway's own server",
  ],
  peers: [],
  on: ['Gateway'],
  reads: ['AuthorizationPolicy', 'ConfigMap', 'InferenceService'],
  check(resource, context) {
    if (isPlacedUnknown(resource)) return;
    const { selector, servers } = resource.read(readGateway);
    const id = gatewayId(resource, context);
    const plain = servers.find(
      (server) =>
        !server.unknown &&
        (server.port === 80 || server.port === 8080) &&
        server.protocol !== undefined &&
        isHttpProtocol(server.protocol) &&
        !redirectEntry(server) &&
        server.hosts.some((host) => domainOf(host) === '*'),
    );
    if (!plain?.protocolNode) return;
    const kserve = kserveIngress(context);
    if (id === kserve.localGateway || /local/.test(resource.name ?? '')) return;
    if (id !== kserve.ingressGateway && selector.get('istio') !== 'ingressgateway') return;
    const models = new Set(context.all('InferenceService').map((each) => context.namespaceOf(each)));
    const locked = context.all('AuthorizationPolicy').find((each) => {
      const policy = each.read(readAuthorizationPolicy);
      return (
        !isPlacedUnknown(each) && models.has(context.namespaceOf(each)) && tellsCallersApart(policy, context.platform)
      );
    });
    if (!locked) return;
    const secure = servers.some((server) => server.protocol !== undefined && isTlsProtocol(server.protocol));
    const { node } = plain;
    context.report({
      at: plain.protocolNode,
      message: {
        what: 'This Gateway serves every host over plain HTTP',
        why: `namespace ${context.namespaceOf(locked)} is locked down, but requests and tokens from outside travel in the clear up to here`,
        todo: secure ? 'Redirect to HTTPS' : 'Add an HTTPS server with a certificate, and redirect to it',
      },
      fixes:
        secure && isMap(node) && !node.alias && !entryOf(node, 'tls')
          ? [
              fixIn(
                resource,
                'Redirect to HTTPS',
                () => addField(resource.document.text, node, 'tls', { httpsRedirect: true }),
                false,
              ),
            ]
          : [],
      related: [{ document: locked.document, span: locked.headNode.span, message: 'The policy that locks it' }],
    });
  },
});
