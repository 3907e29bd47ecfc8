import { routeDestinations } from '../model/route-destinations';
import { fullHost, serviceHost } from '../model/service-host';
import { SERVICE_SOURCES, unknownService } from '../model/unknown-service';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { isScalar } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'vs-destination-unknown',
  severity: 'information',
  summary: 'a route leads to a Service that no file defines and that KServe and Knative do not make',
  sources: [
    'istio-api networking/v1 Destination.host: a name of the registry; requests to another get 503',
    'kserve pkg/constants and knative serving route/resources/service.go: names of the Services that they make',
  ],
  peers: ['IST0101', 'KIA1101'],
  on: ['VirtualService'],
  reads: [...SERVICE_SOURCES],
  fromAbsence: true,
  check(resource, context) {
    if (isBroken(resource) || isPlacedUnknown(resource) || looksLikePatch(resource)) return;
    const { clusterDomain } = context.platform;
    const here = context.namespaceOf(resource);
    for (const { host, hostNode } of routeDestinations(resource)) {
      if (host === undefined || !isScalar(hostNode)) continue;
      const missing = unknownService(context, fullHost(host, here, clusterDomain));
      // A slip is reference-misspelt's to tell.
      if (!missing || missing.slip) continue;
      const { name, namespace, near } = missing;
      const right = near && (host.includes('.') ? serviceHost({ name: near, namespace }, clusterDomain) : near);
      context.report({
        at: hostNode,
        message: {
          what: `No file defines a Service ${name} in ${namespace}, and KServe and Knative make none of that name`,
          why: 'requests that a route sends to an unknown host get 503',
          todo: near ? `Did you mean ${near}?` : 'Check the name, or add the Service or a ServiceEntry',
        },
        fixes: right && !hostNode.alias ? [replaceFix(resource, hostNode, right, false)] : [],
      });
    }
  },
});
