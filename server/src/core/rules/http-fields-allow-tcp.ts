import { type PolicyRule, readAuthorizationPolicy } from '../model/authorization-policy';
import { protocolOf, servicesFor, targetPortOf } from '../model/pod-services';
import { POD_KINDS, podGroupsIn, selectsPods } from '../model/pods';
import { httpLists } from '../model/policy-values';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'http-fields-allow-tcp',
  severity: 'warning',
  summary: 'an ALLOW rule with HTTP fields is meant for a TCP port, where it allows nothing',
  sources: [
    'istio pilot/pkg/security/authz/model: Generate leaves rules with HTTP fields out of TCP filters under ALLOW',
    'seen with a real Envoy: on a TCP port such an ALLOW rule is dropped; kserve issue 1076, kserve issue 1029',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['Service', ...POD_KINDS],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'ALLOW' || policy.targetRefs.length > 0 || isPlacedUnknown(resource)) return;
    if (!policy.rules.some((rule) => httpLists(rule).length > 0)) return;
    const namespace = context.namespaceOf(resource);
    const ports = servicesFor(context, namespace, policy.selector).flatMap((service) => service.ports);
    if (ports.length === 0) return;
    const pods = podGroupsIn(context, namespace).filter((each) => selectsPods(policy.selector, each) !== false);
    const kinds = new Map<number, Set<string | undefined>>();
    for (const port of ports) {
      const target = targetPortOf(port, pods);
      if (target === undefined) return;
      kinds.set(target, (kinds.get(target) ?? new Set()).add(protocolOf(port)));
    }
    const isTcp = (number: number) => {
      const kind = kinds.get(number);
      return kind?.size === 1 && kind.has('tcp');
    };
    for (const rule of policy.rules) {
      const [first] = httpLists(rule);
      const numbers = portsOf(rule) ?? [...kinds.keys()];
      if (!first || rule.unknown || numbers.length === 0 || !numbers.every(isTcp)) continue;
      context.report({
        at: first.key,
        message: {
          what: `This rule tests HTTP on TCP ports only (${numbers.join(', ')})`,
          why: 'a TCP connection has no paths, methods, hosts, headers or tokens, so Istio drops the rule there and it allows nothing',
          todo: 'Keep from and ports only, or let the Service say that the port is HTTP (name or appProtocol)',
        },
      });
    }
  },
});

/** Ports that the rule names; `undefined` when an operation leaves them open. */
function portsOf(rule: PolicyRule): number[] | undefined {
  const lists = (rule.to ?? []).map((part) => part.fields.get('ports'));
  if (lists.length === 0 || lists.some((list) => !list)) return undefined;
  return lists.flatMap((list) => list!.items.map((item) => Number(item.value)));
}
