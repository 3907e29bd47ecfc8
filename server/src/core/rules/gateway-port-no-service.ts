import { readGateway } from '../model/gateway';
import { servicesOfGateway } from '../model/gateway-pods';
import { POD_KINDS, type PodGroup, podGroupsIn, selectsPods } from '../model/pods';
import type { Selector } from '../model/selector';
import type { KubernetesService } from '../model/service';
import { isBroken } from '../model/workload';
import { hasUnknown } from '../yaml/node';
import { defineRule, type RuleContext } from './define';

/** Ports that the Services of Istio's charts and of net-istio lead to, which most repositories do not hold. */
const INSTALLED: ReadonlySet<number> = new Set([80, 443, 8080, 8443, 8081, 8444, 15021, 15443]);
const LABEL = 'experimental.istio.io/disable-gateway-port-translation';

export default defineRule({
  id: 'gateway-port-no-service',
  severity: 'warning',
  summary: 'a Gateway opens a port that the Service in front of its pods does not lead to',
  sources: [
    'istio pilot/pkg/model/gateway.go: a port of a Gateway is that of a Service, which is translated, or a port of the pods; a Service with the port-translation label is not asked',
  ],
  peers: ['IST0162'],
  on: ['Gateway'],
  reads: ['Service', ...POD_KINDS],
  fromAbsence: true,
  check(resource, context) {
    if (isBroken(resource) || hasUnknown(resource.at('spec', 'selector'))) return;
    const gateway = resource.read(readGateway);
    const services = servicesOfGateway(context, gateway);
    // Only the gateway's own or its public Service tells; others may lead elsewhere.
    const telling = services.filter(
      ({ resource: each, type, selector }) =>
        each.name === resource.name ||
        type !== 'ClusterIP' ||
        // The files hold the pods, and the Service is surely theirs.
        ownPods(gateway.selector, context.namespaceOf(each), context).some(
          (pods) => selectsPods(selectorOf(selector), pods) === true,
        ),
    );
    if (telling.length === 0 || services.some((service) => service.unknown)) return;
    for (const { port, portNode, unknown } of gateway.servers) {
      if (port === undefined || !portNode || unknown || INSTALLED.has(port)) continue;
      if (services.some((service) => leadsTo(service, port))) continue;
      const named = telling.find((each) => each.resource.name === resource.name) ?? telling[0]!;
      context.report({
        at: portNode,
        message: {
          what: `Service ${named.resource.name} leads to no port ${port}`,
          why: 'the gateway listens there, and nobody gets to it by that Service',
          todo: `Add a port with targetPort ${port} to the Service, or use one of its own: ${portsOf(named)}`,
        },
        related: [
          {
            document: named.resource.document,
            span: (named.resource.at('spec', 'ports') ?? named.resource.headNode).span,
            message: 'Its ports',
          },
        ],
      });
    }
  },
});

const selectorOf = (labels: ReadonlyMap<string, string>): Selector => ({ node: undefined, labels, unknown: false });

const ownPods = (selector: ReadonlyMap<string, string>, namespace: string, context: RuleContext): PodGroup[] =>
  podGroupsIn(context, namespace).filter((pods) => selectsPods(selectorOf(selector), pods) === true);

const leadsTo = (service: KubernetesService, port: number): boolean =>
  service.ports.some(
    (each) =>
      each.targetPort === port ||
      // A named or unknown target may be any.
      typeof each.targetPort !== 'number' ||
      (each.port === port && !service.labels.has(LABEL)),
  );

const portsOf = (service: KubernetesService): string =>
  service.ports.flatMap((each) => (typeof each.targetPort === 'number' ? each.targetPort : [])).join(', ') || 'none';
