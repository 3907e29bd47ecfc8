import { readDestinationRule } from '../model/destination-rule';
import type { Resource } from '../model/resource';
import { fullHost } from '../model/service-host';
import { isPlacedUnknown } from '../model/workload';
import { at, isNull, itemsOf, stringOf, toValue } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'dr-duplicate-host',
  severity: 'warning',
  summary: 'two DestinationRules of a namespace set the policy, or the same subset, of one host',
  sources: [
    'istio pilot/pkg/model/destination_rule.go mergeDestinationRule: rules of one host are merged; of two policies, and of two subsets with one name, the older stays',
  ],
  peers: ['KIA0201'],
  on: ['DestinationRule'],
  reads: ['DestinationRule'],
  check(resource, context) {
    if (isPlacedUnknown(resource)) return;
    const mine = read(resource);
    if (!mine) return;
    const namespace = context.namespaceOf(resource);
    const domain = context.platform.clusterDomain;
    const others = context.inNamespace('DestinationRule', namespace);
    for (const other of others.slice(0, others.indexOf(resource))) {
      const theirs = isPlacedUnknown(other) || other.name === resource.name ? undefined : read(other);
      if (!theirs || theirs.scope !== mine.scope) continue;
      if (fullHost(theirs.host, namespace, domain) !== fullHost(mine.host, namespace, domain)) continue;
      const subset = mine.subsets.find((name) => theirs.subsets.includes(name));
      const both = mine.policy && theirs.policy;
      if (!both && subset === undefined) continue;
      context.report({
        at: mine.node,
        message: {
          what: `DestinationRule ${other.name} is for ${mine.host} too, and both set ${both ? 'its traffic policy' : `subset ${subset}`}`,
          why: 'Istio keeps that of the older one, which the files do not tell',
          todo: 'Merge the two',
        },
        related: [{ document: other.document, span: theirs.node.span, message: 'The other rule for this host' }],
      });
      return;
    }
  },
});

function read(resource: Resource) {
  const { host, hostNode } = resource.read(readDestinationRule);
  if (host === undefined || !hostNode) return undefined;
  const policy = resource.at('spec', 'trafficPolicy');
  const labels = resource.at('spec', 'workloadSelector', 'matchLabels');
  return {
    host,
    node: hostNode,
    policy: policy !== undefined && !isNull(policy),
    subsets: itemsOf(resource.at('spec', 'subsets')).flatMap((each) => stringOf(at(each, 'name')) ?? []),
    // Rules for other pods, or for other namespaces, do not meet.
    scope: JSON.stringify([toValue(labels) ?? null, toValue(resource.at('spec', 'exportTo')) ?? null]),
  };
}
