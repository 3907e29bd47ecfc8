import type { Resource } from '../model/resource';
import { routeDestinations } from '../model/route-destinations';
import { readService } from '../model/service';
import { fullHost, readServiceHost } from '../model/service-host';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { entryOf, isScalar, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import { defineRule, type RuleContext } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'route-port-unknown',
  severity: 'warning',
  summary: 'a route leads to a port that its Service does not have',
  sources: [
    'istio-api networking/v1 Destination.port and Gateway API BackendObjectReference.port: the port of the Service, not of the pods; without it requests get 503 or 500',
  ],
  peers: ['IST0101, in part', 'KIA1108, in part'],
  on: ['VirtualService', 'HTTPRoute', 'GRPCRoute'],
  reads: ['Service', 'ServiceEntry'],
  check(resource, context) {
    if (isBroken(resource) || isPlacedUnknown(resource)) return;
    const targets =
      resource.kind === 'VirtualService' ? ofVirtualService(resource, context) : ofRoute(resource, context);
    for (const { name, namespace, port, node } of targets) {
      const services = context.inNamespace('Service', namespace).filter((each) => each.name === name);
      const [service] = services;
      if (!service || services.length > 1 || isBroken(service)) continue;
      const { ports, type, unknown } = service.read(readService);
      if (unknown || type === 'ExternalName' || ports.length === 0) continue;
      if (ports.some((each) => each.port === undefined || each.port === port)) continue;
      // A ServiceEntry may give the same host more ports.
      const host = `${name}.${namespace}.svc.${context.platform.clusterDomain}`;
      const entries = context.all('ServiceEntry').flatMap((each) => itemsOf(each.at('spec', 'hosts')));
      if (entries.some((entry) => stringOf(entry) === host)) continue;
      const behind = ports.find((each) => each.targetPort === port);
      const right = behind ?? (ports.length === 1 ? ports[0] : undefined);
      context.report({
        at: node,
        message: {
          what: `Service ${name} has no port ${port}`,
          why: behind
            ? `${port} is the port of its pods, and routes name the Service's, ${behind.port}`
            : `it has ${ports.map((each) => each.port).join(', ')}, so requests find no way`,
          todo: right ? `Write ${right.port}` : 'Name one of its ports, or add this one to the Service',
        },
        fixes:
          right?.port !== undefined && isScalar(node) && !node.alias
            ? [replaceFix(resource, node, String(right.port), false)]
            : [],
        related: [{ document: service.document, span: service.headNode.span, message: 'The Service' }],
      });
    }
  },
});

interface Target {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  readonly node: YamlNode;
}

function ofVirtualService(resource: Resource, context: RuleContext): readonly Target[] {
  const namespace = context.namespaceOf(resource);
  const { clusterDomain } = context.platform;
  return routeDestinations(resource).flatMap(({ host, port, portNode }) => {
    const service =
      host === undefined ? undefined : readServiceHost(fullHost(host, namespace, clusterDomain), clusterDomain);
    return service && port !== undefined && portNode ? [{ ...service, port, node: portNode }] : [];
  });
}

function ofRoute(resource: Resource, context: RuleContext): readonly Target[] {
  const own = context.namespaceOf(resource);
  return itemsOf(resource.at('spec', 'rules'))
    .flatMap((rule) => itemsOf(entryOf(rule, 'backendRefs')?.value))
    .flatMap((ref) => {
      const text = (key: string) => stringOf(entryOf(ref, key)?.value);
      const name = text('name');
      const port = entryOf(ref, 'port')?.value;
      const written = entryOf(ref, 'namespace')?.value;
      const namespace = written ? text('namespace') : own;
      if ((text('kind') ?? 'Service') !== 'Service' || (text('group') ?? '') !== '' || !name || !namespace) return [];
      return isScalar(port) && typeof port.value === 'number'
        ? [{ name, namespace, port: port.value, node: port }]
        : [];
    });
}
