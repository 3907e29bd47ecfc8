import { type PolicyRule, readAuthorizationPolicy, type Values } from '../model/authorization-policy';
import { protocolOf, servicesFor } from '../model/pod-services';
import { POD_KINDS, podGroupsIn, selectsPods } from '../model/pods';
import { isForGateway } from '../model/policy-scope';
import { httpLists } from '../model/policy-values';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'http-fields-deny-tcp',
  severity: 'warning',
  summary: 'a DENY rule with HTTP fields and without ports closes the TCP ports of its pods',
  sources: [
    'istio pkg/config/validation/validation.go ValidateAuthorizationPolicy warns',
    'seen with a real Envoy: on a TCP port the HTTP field is dropped and the rest of the DENY rule stays; with ports beside it the TCP port is spared',
  ],
  peers: ['IST0133'],
  on: ['AuthorizationPolicy'],
  reads: ['Service', ...POD_KINDS],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'DENY' || isForGateway(policy) || isPlacedUnknown(resource) || isBroken(resource)) return;
    const namespace = context.namespaceOf(resource);
    const found = policy.rules.flatMap((rule) => withoutPorts(rule) ?? []);
    if (found.length === 0) return;
    const ports = servicesFor(context, namespace, policy.selector).flatMap(({ ports: each }) => each);
    const pods = podGroupsIn(context, namespace).filter((each) => selectsPods(policy.selector, each) !== false);
    const tcp = ports.find((port) => protocolOf(port) === 'tcp');
    // Models speak HTTP alone, and so do Services whose ports all say so.
    const onlyHttp =
      ports.length > 0
        ? ports.every((port) => protocolOf(port) === 'http')
        : pods.length > 0 && pods.every((each) => isModel(each.resource.kind));
    if (!tcp && onlyHttp) return;
    for (const list of found) {
      context.report({
        at: list.key,
        severity: tcp ? 'warning' : 'information',
        message: {
          what: tcp
            ? `This DENY rule also closes the TCP port ${tcp.port ?? ''} of these pods`.replace('  ', ' ')
            : 'This DENY rule would also close every TCP port of these pods',
          why: 'a TCP connection has no paths, methods, hosts, headers or tokens, so Istio drops that part there and denies what is left of the rule',
          todo: 'Add ports with the numbers of the HTTP ports',
        },
      });
    }
  },
});

const isModel = (kind: string): boolean => kind === 'InferenceService' || kind === 'KnativeService';

/** The first HTTP list of a rule that a TCP connection is not spared by. */
function withoutPorts(rule: PolicyRule): Values | undefined {
  if (rule.unknown || rule.when?.some((one) => one.key?.value === 'destination.port')) return undefined;
  const [first] = httpLists(rule);
  if (!first) return undefined;
  const hasPorts = (rule.to ?? []).map((part) => part.fields.has('ports') || part.fields.has('notPorts'));
  return hasPorts.length > 0 && hasPorts.every((has) => has) ? undefined : first;
}
