/** Which DestinationRule counts for a host for clients of other namespaces: the Service's namespace comes before the root one. */
import { type DestinationRule, readDestinationRule } from './destination-rule';
import type { Lookups } from './lookups';
import { coversHost, fullHost, readServiceHost } from './service-host';
import { isPlacedUnknown } from './workload';

/**
 * The rule for most clients; a client's own namespace may have another. Within a namespace the most specific host counts
 * (istio pilot/pkg/model/push_context.go destinationRule; seen with istiod's generator).
 */
export function ruleForHost(set: Lookups, host: string): DestinationRule | undefined {
  const { rootNamespace, clusterDomain } = set.platform;
  const own = readServiceHost(host, clusterDomain)?.namespace ?? rootNamespace;
  for (const namespace of new Set([own, rootNamespace])) {
    const [best] = set
      .inNamespace('DestinationRule', namespace)
      .filter((each) => !isPlacedUnknown(each))
      .map((each) => each.read(readDestinationRule))
      .filter((rule) => {
        if (rule.host === undefined || rule.workloadLabels) return false;
        if (rule.exportTo.length > 0 && !rule.exportTo.includes('*')) return false;
        return coversHost(fullHost(rule.host, namespace, clusterDomain), host);
      })
      .sort((a, b) => specificity(b) - specificity(a));
    if (best) return best;
  }
  return undefined;
}

const specificity = ({ host = '' }: DestinationRule): number => (host.startsWith('*') ? 0 : 1000) + host.length;
