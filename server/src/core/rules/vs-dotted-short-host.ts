import { derivedServices } from '../model/derived-hosts';
import { routeDestinations } from '../model/route-destinations';
import { readDottedShortHost, serviceHost } from '../model/service-host';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { platformNamespaces } from '../platform/platform';
import { isScalar, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'vs-dotted-short-host',
  severity: 'warning',
  summary: 'a route leads to a short name with a dot (name.namespace), which meets no Service',
  sources: [
    "istio pilot/pkg/model ResolveShortnameToFQDN: only a name without any dot is completed; seen with istiod's generator for DestinationRules, which are resolved by the same function",
  ],
  peers: ['IST0174'],
  on: ['VirtualService'],
  reads: ['InferenceGraph', 'InferenceService', 'KnativeService', 'Namespace', 'Service', 'ServiceEntry'],
  check(resource, context) {
    if (isBroken(resource) || isPlacedUnknown(resource)) return;
    const own = context.namespaceOf(resource);
    for (const { host, hostNode } of routeDestinations(resource)) {
      const short = host === undefined ? undefined : readDottedShortHost(host);
      if (!short || host === undefined || !isScalar(hostNode)) continue;
      const { name, namespace } = short;
      const known =
        host.endsWith('.svc') ||
        (resource.namespace !== undefined && namespace === own) ||
        context.cluster('Namespace', namespace) !== undefined ||
        platformNamespaces(context.platform).includes(namespace) ||
        context.find('Service', namespace, name) !== undefined ||
        derivedServices(context, namespace).some((each) => each.name === name);
      if (!known) continue;
      const entries = context.all('ServiceEntry').flatMap((each) => itemsOf(each.at('spec', 'hosts')));
      if (entries.some((entry) => stringOf(entry) === host)) continue;
      const full = serviceHost(short, context.platform.clusterDomain);
      context.report({
        at: hostNode,
        message: {
          what: `${host} is taken as it stands, and no Service has that name`,
          why: 'Istio completes only names without a dot, so requests on this route get 503',
          todo: `Write ${full}`,
        },
        fixes: hostNode.alias ? [] : [replaceFix(resource, hostNode, full, false)],
      });
    }
  },
});
