import { derivedServices } from '../model/derived-hosts';
import { readDestinationRule } from '../model/destination-rule';
import { serviceHost } from '../model/service-host';
import { isPlacedUnknown } from '../model/workload';
import { itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'dr-short-host',
  severity: 'warning',
  summary: "the short host of a DestinationRule means a Service of the rule's own namespace, which is elsewhere",
  sources: [
    "istio-api networking/v1 DestinationRule.host; seen with istiod's generator: a name without dot meets only a Service beside the rule",
  ],
  peers: ['KIA0202'],
  on: ['DestinationRule'],
  reads: ['ConfigMap', 'InferenceGraph', 'InferenceService', 'KnativeService', 'Namespace', 'Service', 'ServiceEntry'],
  check(resource, context) {
    const { host, hostNode } = resource.read(readDestinationRule);
    if (!host || !hostNode || /[.*]/.test(host) || isPlacedUnknown(resource)) return;
    const here = context.namespaceOf(resource);
    const isIn = (namespace: string) =>
      context.find('Service', namespace, host) !== undefined ||
      derivedServices(context, namespace).some((each) => each.name === host);
    const entries = context.all('ServiceEntry').flatMap((each) => itemsOf(each.at('spec', 'hosts')));
    if (isIn(here) || entries.some((entry) => stringOf(entry) === host)) return;
    const places = new Set(
      [...context.all('Service'), ...context.all('InferenceService'), ...context.all('KnativeService')]
        .filter((each) => !isPlacedUnknown(each))
        .map((each) => context.namespaceOf(each)),
    );
    const elsewhere = [...places].filter((namespace) => namespace !== here && isIn(namespace));
    const { clusterDomain, rootNamespace } = context.platform;
    const root = resource.namespace === rootNamespace && context.cluster('Namespace', rootNamespace) !== undefined;
    if (elsewhere.length === 0 && !root) return;
    const full = (namespace: string) => serviceHost({ name: host, namespace }, clusterDomain);
    context.report({
      at: hostNode,
      message: {
        what: `${host} means ${full(here)} here`,
        why:
          elsewhere.length > 0
            ? `a short host is completed with the rule's own namespace, and the Service is in ${elsewhere.join(' and ')}`
            : "a short host is completed with the rule's own namespace, not the caller's",
        todo: `Write the full name${elsewhere.length === 1 ? ` ${full(elsewhere[0]!)}` : ''}`,
      },
      fixes: elsewhere.map((namespace) => replaceFix(resource, hostNode, full(namespace), false)),
    });
  },
});
