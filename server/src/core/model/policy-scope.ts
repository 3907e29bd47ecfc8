/** Which pods policies of a namespace are for, as far as their own text tells. */
import { type AuthorizationPolicy, readAuthorizationPolicy } from './authorization-policy';
import type { Lookups } from './lookups';
import type { Resource } from './resource';
import { type Selector, selects } from './selector';
import { isPlacedUnknown } from './workload';

/** Meant for a gateway or a waypoint: attached by targetRefs, or by labels that gateways' pods carry. Peers there are not only mesh workloads. */
export const isForGateway = ({ selector, targetRefs }: AuthorizationPolicy): boolean =>
  targetRefs.length > 0 || isGatewaySelector(selector);

export const isGatewaySelector = (selector: Selector): boolean =>
  [...selector.labels].some(([key, value]) => /gateway|waypoint/i.test(key) || /gateway|waypoint/i.test(value));

/** True when each pod that `inner` takes is taken by `outer` too, both being of one namespace (or `outer` of the root namespace). */
export const takesAll = (outer: Selector, inner: Selector): boolean =>
  !outer.unknown && !inner.unknown && selects(outer, inner.labels);

/** True when no pod can be taken by both: they ask for different values of one label. */
export const areApart = (a: Selector, b: Selector): boolean =>
  [...a.labels].some(([key, value]) => b.labels.has(key) && b.labels.get(key) !== value);

export const isDryRun = (resource: Resource): boolean => resource.read(readDryRun);

const readDryRun = (resource: Resource): boolean => {
  const node = resource.at('metadata', 'annotations', 'istio.io/dry-run');
  return node?.kind === 'scalar' && (node.unknown || /^(?:1|t|true)$/i.test(node.text));
};

/** AuthorizationPolicies that count for pods of a namespace: its own and those of the root namespace, without those for gateways. */
export const policiesFor = (set: Lookups, namespace: string): readonly AuthorizationPolicy[] =>
  set.deriveFor(namespace, policiesCounting);

function policiesCounting(set: Lookups, namespace: string): readonly AuthorizationPolicy[] {
  const { rootNamespace } = set.platform;
  const own = set.inNamespace('AuthorizationPolicy', namespace);
  const root = namespace === rootNamespace ? [] : set.inNamespace('AuthorizationPolicy', rootNamespace);
  return [...own, ...root]
    .filter((resource) => !isPlacedUnknown(resource))
    .map((resource) => resource.read(readAuthorizationPolicy))
    .filter((policy) => policy.targetRefs.length === 0);
}
