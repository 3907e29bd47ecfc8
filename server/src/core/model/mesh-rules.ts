/** Which DestinationRule counts for a host (istio pilot/pkg/model/push_context.go destinationRule; seen with istiod's generator). */
import { stringOf } from '../yaml/node';
import { type DestinationRule, readDestinationRule } from './destination-rule';
import type { Lookups } from './lookups';
import type { Resource } from './resource';
import { coversHost, fullHost, readServiceHost } from './service-host';
import { isPlacedUnknown } from './workload';

/** The rule for most clients, which are of other namespaces: the Service's namespace comes before the root one. */
export function ruleForHost(set: Lookups, host: string): DestinationRule | undefined {
  const { rootNamespace, clusterDomain } = set.platform;
  const own = readServiceHost(host, clusterDomain)?.namespace ?? rootNamespace;
  for (const namespace of new Set([own, rootNamespace])) {
    const placed = set.inNamespace('DestinationRule', namespace).filter((each) => !isPlacedUnknown(each));
    const best = mostSpecificRule(
      placed,
      namespace,
      host,
      clusterDomain,
      (rule) => !rule.workloadLabels && (rule.exportTo.length === 0 || rule.exportTo.includes('*')),
    );
    if (best) return best;
  }
  return undefined;
}

/**
 * Within one namespace the most specific host counts, and of two for one host the older.
 * @param counts whether a rule is for the client at all
 */
export function mostSpecificRule(
  rules: readonly Resource[],
  namespace: string,
  host: string,
  clusterDomain: string,
  counts: (rule: DestinationRule) => boolean,
): DestinationRule | undefined {
  const [best] = rules
    .filter((resource) => {
      const rule = resource.read(readDestinationRule);
      return rule.host !== undefined && counts(rule) && isForHost(fullHost(rule.host, namespace, clusterDomain), host);
    })
    .sort((a, b) => specificity(b) - specificity(a) || byAge(a, b));
  return best?.read(readDestinationRule);
}

/** A revision's number is not in the files: a rule for any revision of the component counts. */
const REVISION = /-\d{5}(?=\.|$)/;

const isForHost = (pattern: string, host: string): boolean =>
  coversHost(pattern, host) ||
  (REVISION.test(pattern) && REVISION.test(host) && pattern.replace(REVISION, '') === host.replace(REVISION, ''));

function specificity(resource: Resource): number {
  const { host = '' } = resource.read(readDestinationRule);
  return host.startsWith('*') ? host.length : 10_000 + host.length;
}

const createdAt = (resource: Resource): string => stringOf(resource.at('metadata', 'creationTimestamp')) ?? '~';

/** Oldest first, then by name. An object without a stamp is created when it is applied: after all that have one. */
export const byAge = (a: Resource, b: Resource): number => {
  const [x, y] = [`${createdAt(a)} ${a.name}`, `${createdAt(b)} ${b.name}`];
  return x < y ? -1 : x > y ? 1 : 0;
};
