import { type DerivedService, derivedServices } from '../model/derived-hosts';
import { kindById } from '../model/kinds';
import { kserveIngress } from '../model/kserve-ingress';
import { fullHost, readServiceHost } from '../model/service-host';
import { readVirtualService } from '../model/virtual-service';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'vs-takes-kserve-host',
  severity: 'error',
  summary: 'a VirtualService claims the host of a model, which KServe and Knative route themselves',
  sources: [
    'kserve reconcilers/ingress createIngress: a VirtualService for NAME.NAMESPACE.svc.DOMAIN on the local gateway, the mesh and the ingress gateway',
    'net-istio pkg/reconciler/ingress/resources/virtual_service.go: NAME-mesh and NAME-ingress for each component',
    'istio pilot/pkg/networking/core: of two VirtualServices for one host in the mesh the older counts',
  ],
  peers: ['IST0109', 'KIA1106'],
  on: ['VirtualService'],
  reads: ['ConfigMap', 'InferenceGraph', 'InferenceService', 'KnativeService'],
  check(resource, context) {
    // Those that the controllers made carry their owner.
    if (isPlacedUnknown(resource) || resource.at('metadata', 'ownerReferences')) return;
    const { hosts, gateways, boundToMesh, unknown } = resource.read(readVirtualService);
    if (unknown) return;
    const { clusterDomain, knativeNamespace } = context.platform;
    const here = context.namespaceOf(resource);
    for (const { text, node } of hosts) {
      const service = readServiceHost(fullHost(text, here, clusterDomain), clusterDomain);
      if (!service) continue;
      const own = derivedServices(context, service.namespace).find(
        (each) => each.name === service.name && each.mode === 'Knative' && each.owner !== resource,
      );
      if (!own || !isRouted(own)) continue;
      context.report({
        at: node,
        message: {
          what: `${own.kind === 'top-level' ? 'KServe' : 'Knative'} routes ${text} itself, for ${kindById(own.owner.kind).kind} ${own.owner.name}`,
          why: 'of two VirtualServices for one host the older counts, so either this one or the model stops working',
          todo: 'Use a host of your own, and route it to that one',
        },
        related: [
          { document: own.owner.document, span: own.owner.headNode.span, message: 'Its routes are made for this' },
        ],
      });
    }

    function isRouted({ kind }: DerivedService): boolean {
      const kserve = kserveIngress(context);
      if (kind === 'top-level' && kserve.virtualHost !== true) return false;
      const local = kind === 'top-level' ? kserve.localGateway : `${knativeNamespace}/knative-local-gateway`;
      const taken = [local, kserve.ingressGateway];
      return (
        boundToMesh ||
        gateways.some((each) => taken.includes(each.text.includes('/') ? each.text : `${here}/${each.text}`))
      );
    }
  },
});
