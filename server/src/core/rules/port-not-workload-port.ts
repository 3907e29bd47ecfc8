import { readAuthorizationPolicy } from '../model/authorization-policy';
import { runsOnKnative } from '../model/burst-capacity';
import { kserveConfigMaps } from '../model/kserve-config';
import { protocolOf, servicesFor, targetPortOf } from '../model/pod-services';
import { containerPorts, POD_KINDS, podGroupsIn, selectsPods } from '../model/pods';
import { conditionLists, operationLists, valuesIn } from '../model/policy-values';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';
import { replaceFix } from './fix';

/** queue-proxy's port for requests (knative serving pkg/networking/constants.go BackendHTTPPort). */
const QUEUE_PORT = 8012;
/** Ports that people take for a model's: of the Service, of TLS, of the model container behind queue-proxy. */
const MISTAKEN = new Set([80, 443, 8080]);

export default defineRule({
  id: 'port-not-workload-port',
  severity: 'warning',
  summary: "a rule names the port of a Service, but the pod's own port counts",
  sources: [
    'seen with a real Envoy: ports is the port of the pod that the connection went to',
    'knative serving pkg/networking/constants.go: requests reach a pod on 8012, with HTTP/2 on 8013',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['ConfigMap', 'Service', ...POD_KINDS],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.targetRefs.length > 0 || isPlacedUnknown(resource)) return;
    const values = valuesIn([
      ...operationLists(policy, ['ports', 'notPorts']),
      ...conditionLists(policy, (key) => key === 'destination.port'),
    ]);
    if (values.length === 0) return;
    const namespace = context.namespaceOf(resource);
    const pods = podGroupsIn(context, namespace).filter((each) => selectsPods(policy.selector, each) !== false);
    const models =
      pods.length > 0 &&
      pods.every(
        ({ resource: one }) =>
          one.kind === 'KnativeService' ||
          (one.kind === 'InferenceService' &&
            runsOnKnative(one, context.platform, () => context.derive(kserveConfigMaps))),
      );
    const ports = servicesFor(context, namespace, policy.selector).flatMap((service) => service.ports);
    const targets = ports.map((port) => ({ port, target: targetPortOf(port, pods) }));
    const own = new Set([
      ...targets.flatMap(({ target }) => target ?? []),
      ...pods.flatMap((each) => containerPorts(each.podSpec).map(({ port }) => port)),
    ]);
    for (const { value, node, list } of values) {
      const number = Number(value);
      if (models && ports.length === 0 && MISTAKEN.has(number)) {
        const taken = list.items.some((item) => item.value === String(QUEUE_PORT));
        if (taken) continue;
        context.report({
          at: node,
          message: {
            what: `Requests do not reach a Knative pod on port ${value}`,
            why: `they come to queue-proxy on ${QUEUE_PORT} (HTTP/2: 8013), and ports counts where the connection went to`,
            todo: `Write "${QUEUE_PORT}", or leave ports out`,
          },
          fixes: [replaceFix(resource, node, String(QUEUE_PORT), false)],
        });
        continue;
      }
      const hit = targets.find(({ port }) => port.port === number);
      if (own.has(number) || hit?.target === undefined || targets.some(({ target }) => target === undefined)) continue;
      context.report({
        at: node,
        message: {
          what: `${value} is the port of a Service, its pods listen on ${hit.target}`,
          why: 'ports is compared with the port of the pod that the connection went to, so this never matches',
          todo: `Write "${hit.target}"`,
        },
        fixes: list.items.some((item) => item.value === String(hit.target))
          ? []
          : [replaceFix(resource, node, String(hit.target), false)],
        related: hit.port.portNode
          ? [
              {
                document: servicesFor(context, namespace, policy.selector).find((one) => one.ports.includes(hit.port))!
                  .resource.document,
                span: hit.port.portNode.span,
                message: protocolOf(hit.port) === 'tcp' ? 'The port of the Service (TCP)' : 'The port of the Service',
              },
            ]
          : [],
      });
    }
  },
});
