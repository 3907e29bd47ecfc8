import { readDestinationRule } from '../model/destination-rule';
import { nearest } from '../model/nearest';
import { routeDestinations } from '../model/route-destinations';
import { fullHost } from '../model/service-host';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { hasUnknown, isScalar, itemsOf, stringOf, at as valueAt } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'vs-subset-unknown',
  severity: 'warning',
  summary: 'a route names a subset that no DestinationRule of its host in the files has',
  sources: [
    'istio-api networking/v1 Destination.subset: subsets are defined in a DestinationRule of the host; without it Envoy has no cluster, and requests get 503',
  ],
  peers: ['IST0101', 'KIA1107'],
  on: ['VirtualService'],
  reads: ['DestinationRule'],
  fromAbsence: true,
  check(resource, context) {
    if (isBroken(resource) || isPlacedUnknown(resource)) return;
    const namespace = context.namespaceOf(resource);
    const { clusterDomain } = context.platform;
    for (const { host, subset, subsetNode } of routeDestinations(resource)) {
      if (host === undefined || subset === undefined || !subsetNode) continue;
      const full = fullHost(host, namespace, clusterDomain);
      const rules = context.all('DestinationRule').filter((each) => {
        const rule = each.read(readDestinationRule);
        return rule.host !== undefined && fullHost(rule.host, context.namespaceOf(each), clusterDomain) === full;
      });
      // Without any rule of the host in the files it may well be defined elsewhere.
      if (rules.length === 0 || rules.some((each) => isBroken(each) || hasUnknown(each.at('spec', 'subsets'))))
        continue;
      const known = rules.flatMap((each) =>
        itemsOf(each.at('spec', 'subsets')).flatMap((item) => stringOf(valueAt(item, 'name')) ?? []),
      );
      if (known.length === 0 || known.includes(subset)) continue;
      const right = nearest(subset, known);
      context.report({
        at: subsetNode,
        absent: [{ kind: 'DestinationRule' }],
        message: {
          what: `No DestinationRule in the files has a subset ${subset} of ${host}`,
          why: `its subsets are ${known.join(', ')}, and requests to one that is not there get 503`,
          todo: right ? `Write ${right} if that is meant` : 'Add the subset, or name one that exists',
        },
        fixes:
          right && isScalar(subsetNode) && !subsetNode.alias ? [replaceFix(resource, subsetNode, right, false)] : [],
        related: rules.map((each) => ({
          document: each.document,
          span: each.headNode.span,
          message: 'The subsets of this host',
        })),
      });
    }
  },
});
