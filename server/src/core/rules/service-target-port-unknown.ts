import { nearest } from '../model/nearest';
import { containerPorts, POD_KINDS, podGroupsIn, selectsPods } from '../model/pods';
import { readService } from '../model/service';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { entryOf, hasUnknown, isScalar, itemsOf } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

/** Ports of the sidecar that is injected (istio files/injection-template.yaml). */
const INJECTED: ReadonlySet<string> = new Set(['http-envoy-prom']);

export default defineRule({
  id: 'service-target-port-unknown',
  severity: 'warning',
  summary: 'a Service leads to a port by a name that no container behind it gives to a port',
  sources: [
    'Kubernetes ServicePort.targetPort: a name is looked up among the ports of the containers; without it the port has no endpoints',
  ],
  peers: ['KIA0701'],
  on: ['Service'],
  reads: [...POD_KINDS],
  check(resource, context) {
    const service = resource.read(readService);
    if (service.unknown || service.selector.size === 0 || isBroken(resource) || isPlacedUnknown(resource)) return;
    const named = service.ports.filter((each) => typeof each.targetPort === 'string');
    if (named.length === 0) return;
    const selector = { node: undefined, labels: service.selector, unknown: false };
    const pods = podGroupsIn(context, context.namespaceOf(resource)).filter(
      (each) => selectsPods(selector, each) !== false,
    );
    const plain = (kind: string) => ['Deployment', 'StatefulSet', 'DaemonSet', 'Pod'].includes(kind);
    if (
      pods.length === 0 ||
      pods.some((each) => !plain(each.resource.kind) || selectsPods(selector, each) !== true || isBroken(each.resource))
    )
      return;
    const containers = pods.map((each) => entryOf(each.podSpec, 'containers')?.value);
    if (containers.some((each) => !each || hasUnknown(each) || itemsOf(each).length === 0)) return;
    const names = pods.flatMap((each) => containerPorts(each.podSpec).flatMap((port) => port.name ?? []));
    // Pods that declare no port by name may get them from a sidecar that is injected.
    if (names.length === 0) return;
    for (const { node, targetPort } of named) {
      const at = entryOf(node, 'targetPort')?.value;
      if (!at || typeof targetPort !== 'string' || names.includes(targetPort) || INJECTED.has(targetPort)) continue;
      const right = nearest(targetPort, names) ?? (new Set(names).size === 1 ? names[0] : undefined);
      context.report({
        at,
        message: {
          what: `No container behind this Service calls a port ${targetPort}`,
          why: `their ports are called ${[...new Set(names)].join(', ')}, so the Service has no endpoints there`,
          todo: right ? `Write ${right} if that is meant` : 'Write the name or the number of a port',
        },
        fixes: right && isScalar(at) && !at.alias ? [replaceFix(resource, at, right, false)] : [],
        related: pods.slice(0, 1).map((each) => ({
          document: each.resource.document,
          span: each.resource.headNode.span,
          message: 'The pods',
        })),
      });
    }
  },
});
