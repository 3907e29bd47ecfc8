import { derivedServices } from '../model/derived-hosts';
import { readDestinationRule } from '../model/destination-rule';
import { fullHost, readServiceHost } from '../model/service-host';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'dr-component-host',
  severity: 'warning',
  summary: "a DestinationRule for the host of a Knative component, which mesh callers' traffic never goes to",
  sources: [
    "net-istio pkg/reconciler/ingress/resources/virtual_service.go: the host is routed to the revision's Service",
    "seen with Istio's own simulator: a DestinationRule for <isvc>-predictor.<ns> changes nothing for callers in the mesh",
  ],
  peers: [],
  on: ['DestinationRule'],
  reads: ['ConfigMap', 'InferenceGraph', 'InferenceService', 'KnativeService', 'Service'],
  check(resource, context) {
    const { host, hostNode } = resource.read(readDestinationRule);
    if (host === undefined || !hostNode || isPlacedUnknown(resource)) return;
    const domain = context.platform.clusterDomain;
    const service = readServiceHost(fullHost(host, context.namespaceOf(resource), domain), domain);
    if (!service || service.name === '*') return;
    const own = derivedServices(context, service.namespace).find((each) => each.name === service.name);
    if (!own || own.kind === 'top-level' || own.mode !== 'Knative') return;
    if (context.find('Service', service.namespace, service.name)) return;
    context.report({
      at: hostNode,
      message: {
        what: `This rule changes nothing for callers in the mesh`,
        why: `Knative routes ${service.name} to the Service of a revision (${service.name}-00001 and on), and rules count for the Service that is routed to`,
        todo: `Set the policy for *.${service.namespace}.svc.${domain}, or for the revision's Service`,
      },
      related: [{ document: own.owner.document, span: own.owner.headNode.span, message: 'It runs on Knative' }],
    });
  },
});
