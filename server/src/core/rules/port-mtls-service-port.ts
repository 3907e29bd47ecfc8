import { readPeerAuthentication } from '../model/peer-authentication';
import { servicesFor, targetPortOf } from '../model/pod-services';
import { containerPorts, POD_KINDS, podGroupsIn, selectsPods } from '../model/pods';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'port-mtls-service-port',
  severity: 'warning',
  summary: "portLevelMtls names the port of a Service, but the pod's own port counts",
  sources: [
    'istio-api security/v1 PeerAuthentication.portLevelMtls: the port of the workload, not of the Service',
    'seen with a real Envoy: keyed on the port of the pod, also for ports that no Service declares',
  ],
  peers: [],
  on: ['PeerAuthentication'],
  reads: ['Service', ...POD_KINDS],
  check(resource, context) {
    const { selector, ports } = resource.read(readPeerAuthentication);
    const namespace = context.namespaceOf(resource);
    if (ports.size === 0 || selector.labels.size === 0 || selector.unknown || isPlacedUnknown(resource)) return;
    const pods = podGroupsIn(context, namespace).filter((each) => selectsPods(selector, each) !== false);
    const services = servicesFor(context, namespace, selector);
    const targets = services.flatMap((service) =>
      service.ports.map((port) => ({ service, port, target: targetPortOf(port, pods) })),
    );
    if (targets.some(({ target }) => target === undefined)) return;
    const own = new Set([
      ...targets.map(({ target }) => target),
      ...pods.flatMap((each) => containerPorts(each.podSpec).map(({ port }) => port)),
    ]);
    for (const [key, { entry }] of ports) {
      const hit = targets.find(({ port }) => port.port === Number(key));
      if (!hit || own.has(Number(key)) || entry.merged) continue;
      const { target } = hit;
      context.report({
        at: entry.key,
        message: {
          what: `${key} is the port of the Service ${hit.service.resource.name ?? ''}, its pods listen on ${target}`,
          why: 'the port of the pod counts here, so this setting has no effect',
          todo: `Write ${target}`,
        },
        fixes: ports.has(String(target))
          ? []
          : [
              fixIn(
                resource,
                `Replace by ${target}`,
                () => ({
                  span: entry.key.span,
                  newText: entry.key.style === 'plain' ? String(target) : `"${target}"`,
                }),
                false,
              ),
            ],
        related: [
          {
            document: hit.service.resource.document,
            span: (hit.port.portNode ?? hit.port.node).span,
            message: 'The port of the Service',
          },
        ],
      });
    }
  },
});
