import { meshIn } from '../model/default-injection';
import { readDestinationRule } from '../model/destination-rule';
import { ruleForHost } from '../model/mesh-rules';
import { readService } from '../model/service';
import { coversHost, serviceHost } from '../model/service-host';
import { isPlacedUnknown } from '../model/workload';
import { appendDocument, canAppend } from '../yaml/append-document';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'mesh-dr-breaks-non-mesh',
  severity: 'warning',
  summary:
    'a DestinationRule demands mTLS of every Service, and the API server or others without a sidecar are not left out',
  sources: [
    'istio pilot/pkg/networking/core/cluster_tls.go: an explicit mode skips the look at each endpoint',
    "seen with istiod's generator: *.local ISTIO_MUTUAL makes calls to kubernetes.default and to plaintext Services mTLS; a DISABLE rule for the host exempts it",
  ],
  peers: [],
  on: ['DestinationRule'],
  reads: ['ConfigMap', 'IstioOperator', 'DestinationRule', 'Namespace', 'Service'],
  fromAbsence: true,
  check(resource, context) {
    const { host, tls, exportTo, workloadLabels } = resource.read(readDestinationRule);
    const { clusterDomain, rootNamespace } = context.platform;
    if (!host?.startsWith('*') || tls?.mode !== 'ISTIO_MUTUAL' || workloadLabels || isPlacedUnknown(resource)) return;
    if (context.namespaceOf(resource) !== rootNamespace || exportTo.some((to) => to !== '*')) return;
    const apiServer = serviceHost({ name: 'kubernetes', namespace: 'default' }, clusterDomain);
    if (!coversHost(host, apiServer)) return;
    const outside = new Set(
      context.all('Namespace').flatMap((each) => {
        const { injection } = meshIn(each, context);
        return each.name !== undefined && (injection === 'none' || injection === 'disabled') ? [each.name] : [];
      }),
    );
    const others = context
      .all('Service')
      .filter((each) => !isPlacedUnknown(each) && each.name !== undefined && outside.has(context.namespaceOf(each)))
      // Gateways have no sidecar either, and rules of their own.
      .filter((each) => ![...each.read(readService).selector].some((pair) => /gateway/.test(pair.join())))
      .filter((each) => each.read(readService).type !== 'ExternalName')
      .map((each) => serviceHost({ name: each.name!, namespace: context.namespaceOf(each) }, clusterDomain));
    const hit = [apiServer, ...others].filter((each) => ruleForHost(context, each)?.resource === resource);
    if (hit.length === 0) return;
    const { text } = resource.document;
    context.report({
      at: tls.node,
      message: {
        what: `${hit.slice(0, 3).join(', ')}${hit.length > 3 ? ` and ${hit.length - 3} more` : ''} ${hit.length === 1 ? 'has' : 'have'} no sidecar, and every client sends mTLS there`,
        why: 'an explicit mode leaves no choice to the proxy, so these calls fail',
        todo: 'Add a DestinationRule with mode DISABLE for each of them',
      },
      fixes: canAppend(text)
        ? [
            fixIn(
              resource,
              hit.length === 1 ? `Leave ${hit[0]} out` : `Leave these ${hit.length} Services out`,
              () =>
                appendDocument(
                  text,
                  hit
                    .map((each) =>
                      [
                        'apiVersion: networking.istio.io/v1',
                        'kind: DestinationRule',
                        'metadata:',
                        `  name: ${each === apiServer ? 'api-server' : each.split('.').slice(0, 2).join('-')}`,
                        `  namespace: ${rootNamespace}`,
                        'spec:',
                        `  host: ${each}`,
                        '  trafficPolicy:',
                        '    tls:',
                        '      mode: DISABLE',
                      ].join('\n'),
                    )
                    .join('\n---\n'),
                ),
              false,
            ),
          ]
        : [],
    });
  },
});
