import type { Lookups } from '../model/lookups';
import { targetPortOf } from '../model/pod-services';
import { POD_KINDS, type PodGroup, podGroupsIn, selectsPods } from '../model/pods';
import { isHttp, portProtocol } from '../model/port-protocol';
import type { Resource } from '../model/resource';
import type { Selector } from '../model/selector';
import { readService, type ServicePort } from '../model/service';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { defineRule, type RuleContext } from './define';

export default defineRule({
  id: 'service-protocol-conflict',
  severity: 'warning',
  summary:
    'two Services lead to one port of the same pods, one as HTTP and one as TCP (hint: by different ports of the same protocol)',
  sources: [
    'istio docs, ops/deployment/application-requirements: Services of a pod must not use one port for different protocols',
    'istio pilot/pkg/networking/core listener_inbound.go: a port of the pods has one listener, by the Service that was created first',
  ],
  peers: ['IST0116', 'IST0137'],
  on: ['Service'],
  reads: ['Service', ...POD_KINDS],
  check(resource, context) {
    if (!counts(resource)) return;
    for (const { of, other, shared } of context.deriveFor(context.namespaceOf(resource), sharingServices)) {
      const [group] = shared;
      if (of !== resource || !group) continue;
      for (const port of resource.read(readService).ports) compare(port, other, shared, group, context);
    }
  },
});

function compare(
  port: ServicePort,
  other: Resource,
  shared: readonly PodGroup[],
  group: PodGroup,
  context: RuleContext,
): void {
  const layer = other
    .read(readService)
    .ports.find((each) => each.port === port.port && each.protocol !== port.protocol);
  if (layer && port.port !== undefined) {
    context.report({
      at: port.portNode ?? port.node,
      severity: 'hint',
      message: {
        what: `Port ${port.port} is ${port.protocol} here and ${layer.protocol} at Service ${other.name} of the same pods`,
        why: 'Istio takes one protocol for a port of a pod, and proxies TCP only',
        todo: 'Use ports of their own, or leave the port out of the mesh by traffic.sidecar.istio.io/excludeInboundPorts',
      },
      related: [{ document: other.document, span: (layer.portNode ?? layer.node).span, message: 'The other port' }],
    });
    return;
  }
  const mine = portProtocol(port);
  const target = targetPortOf(port, shared);
  if (mine === undefined || target === undefined) return;
  for (const theirs of other.read(readService).ports) {
    const their = portProtocol(theirs);
    if (their === undefined || targetPortOf(theirs, shared) !== target) continue;
    const differ = mine !== 'none' && their !== 'none' && isHttp(mine) !== isHttp(their);
    if (!differ && port.port === theirs.port) continue;
    context.report({
      at: port.portNode ?? port.node,
      severity: differ ? 'warning' : 'hint',
      message: {
        what: differ
          ? `This is ${mine}, and Service ${other.name} leads to the same port ${target} of ${group.resource.name ?? 'the pods'} as ${their}`
          : `Service ${other.name} leads to the same port ${target} of ${group.resource.name ?? 'the pods'} by its port ${theirs.port}`,
        why: 'the sidecar has one listener for a port of the pods, set up by the Service that was created first',
        todo: differ ? 'Give both the same protocol' : 'Use one Service, or ports of their own, where that matters',
      },
      related: [{ document: other.document, span: (theirs.portNode ?? theirs.node).span, message: 'The other port' }],
    });
    return;
  }
}

interface Sharing {
  readonly of: Resource;
  /** A Service earlier in the files with some of the same pods. */
  readonly other: Resource;
  readonly shared: readonly PodGroup[];
}

/** Services of a namespace that surely select pods of one another. */
function sharingServices(set: Lookups, namespace: string): readonly Sharing[] {
  const groups = podGroupsIn(set, namespace);
  const services = set
    .inNamespace('Service', namespace)
    .filter(counts)
    .map((resource) => {
      const selector: Selector = { node: undefined, labels: resource.read(readService).selector, unknown: false };
      return { resource, pods: new Set(groups.filter((each) => selectsPods(selector, each) === true)) };
    })
    .filter(({ pods }) => pods.size > 0);
  return services.flatMap(({ resource: of, pods }, i) =>
    services.slice(0, i).flatMap(({ resource: other, pods: theirs }) => {
      const shared = other.name === of.name ? [] : [...theirs].filter((each) => pods.has(each));
      return shared.length > 0 ? [{ of, other, shared }] : [];
    }),
  );
}

const counts = (resource: Resource): boolean => {
  const { unknown, selector, type } = resource.read(readService);
  return (
    !unknown &&
    selector.size > 0 &&
    type !== 'ExternalName' &&
    resource.name !== undefined &&
    !isBroken(resource) &&
    !isPlacedUnknown(resource) &&
    !looksLikePatch(resource)
  );
};
