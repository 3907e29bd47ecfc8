import { readWaypointUse, WAYPOINT_NAMESPACE_LABEL } from '../model/ambient';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { entryOf, isUnknown, stringOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'ambient-waypoint-missing',
  severity: 'error',
  summary: 'the waypoint that a label names is a Gateway of another class (information where no file defines it)',
  sources: [
    'istio-api label/labels.yaml istio.io/use-waypoint: the name of a Gateway of class istio-waypoint, in the own namespace unless istio.io/use-waypoint-namespace says otherwise',
  ],
  peers: ['KIA1313'],
  on: ['Namespace', 'Service', 'Pod'],
  reads: ['GatewayApiGateway'],
  check(resource, context) {
    if (isBroken(resource) || (resource.kind !== 'Namespace' && isPlacedUnknown(resource))) return;
    const use = resource.read(readWaypointUse);
    if (!use?.name || use.name === 'none') return;
    const { name } = use;
    const elsewhere = entryOf(resource.at('metadata', 'labels'), WAYPOINT_NAMESPACE_LABEL)?.value;
    const own = resource.kind === 'Namespace' ? resource.name : context.namespaceOf(resource);
    const namespace = elsewhere ? stringOf(elsewhere) : own;
    if (namespace === undefined || isUnknown(elsewhere)) return;
    const all = context.all('GatewayApiGateway');
    const gateway = all.find((each) => each.name === name && context.namespaceOf(each) === namespace);
    if (gateway) {
      const node = gateway.at('spec', 'gatewayClassName');
      const className = stringOf(node);
      // Classes of waypoints other than Istio's own are named after it.
      if (!node || className === undefined || /waypoint/i.test(className)) return;
      context.report({
        at: use.entry.value,
        message: {
          what: `Gateway ${name} is of class ${className}, and no waypoint`,
          why: 'traffic is not sent through it, so policies that need HTTP are not enforced',
          todo: `Name a Gateway of class istio-waypoint, or change the class of ${name}`,
        },
        related: [{ document: gateway.document, span: node.span, message: 'Its class' }],
      });
      return;
    }
    if (all.some((each) => each.name === undefined || isPlacedUnknown(each))) return;
    const others = all.filter((each) => context.namespaceOf(each) === namespace);
    context.report({
      at: use.entry.value,
      absent: { kind: 'GatewayApiGateway', namespace, name },
      severity: others.length > 0 ? 'warning' : 'information',
      message: {
        what: `No file defines waypoint ${name} in namespace ${namespace}`,
        why: 'without it policies that need HTTP are not enforced',
        todo: 'Add a Gateway of class istio-waypoint with that name',
      },
    });
  },
});
