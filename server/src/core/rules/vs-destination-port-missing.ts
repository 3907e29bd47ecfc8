import { readGateway } from '../model/gateway';
import { givenIn } from '../model/given';
import type { Resource } from '../model/resource';
import { routeDestinations } from '../model/route-destinations';
import { readService } from '../model/service';
import { fullHost, readServiceHost } from '../model/service-host';
import { readVirtualService } from '../model/virtual-service';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { isUnknown } from '../yaml/node';
import { defineRule, type RuleContext } from './define';

export default defineRule({
  id: 'vs-destination-port-missing',
  severity: 'information',
  summary:
    'a route names no port of a Service that has several (warning: the port that the Gateway listens on is none of them)',
  sources: [
    'istio pilot/pkg/networking/core/route GetDestinationCluster: without a port that of the listener is taken, unless the Service has a single one',
  ],
  peers: ['IST0112'],
  on: ['VirtualService'],
  reads: ['Gateway', 'Service'],
  check(resource, context) {
    if (isBroken(resource) || isPlacedUnknown(resource)) return;
    const { clusterDomain } = context.platform;
    const here = context.namespaceOf(resource);
    for (const { node, host, hostNode } of routeDestinations(resource)) {
      if (host === undefined || !hostNode || isUnknown(node) || givenIn(node, 'port') !== 'no') continue;
      const name = readServiceHost(fullHost(host, here, clusterDomain), clusterDomain);
      const found = name
        ? context.inNamespace('Service', name.namespace).filter((each) => each.name === name.name)
        : [];
      const [service] = found;
      if (!service || found.length > 1 || isBroken(service)) continue;
      const { ports, unknown } = service.read(readService);
      const numbers = ports.flatMap((each) => each.port ?? []);
      if (unknown || numbers.length !== ports.length || new Set(numbers).size < 2) continue;
      const missing = listenerPorts(resource, context).find((each) => !numbers.includes(each));
      context.report({
        at: hostNode,
        severity: missing === undefined ? 'information' : 'warning',
        message: {
          what: `Service ${service.name} has several ports, ${numbers.join(', ')}, and this route names none`,
          why:
            missing === undefined
              ? 'requests go to the port that they were sent to'
              : `requests go to the port of the listener, ${missing}, which the Service does not have: they get 503`,
          todo: 'Add port with its number',
        },
        related: [{ document: service.document, span: service.headNode.span, message: 'The Service' }],
      });
    }
  },
});

/** Ports that the Gateways of the files listen on for this VirtualService, as far as they are known. */
function listenerPorts(resource: Resource, context: RuleContext): readonly number[] {
  const here = context.namespaceOf(resource);
  const { gateways, matchGateways } = resource.read(readVirtualService);
  // Routes for single gateways: which of them this one is for is not looked into.
  if (matchGateways.length > 0) return [];
  return gateways.flatMap(({ text }) => {
    const [namespace = '', name = ''] = text.includes('/') ? text.split('/') : [here, text];
    const found = context.inNamespace('Gateway', namespace).filter((each) => each.name === name);
    return found.length === 1 ? found[0]!.read(readGateway).servers.flatMap((each) => each.port ?? []) : [];
  });
}
