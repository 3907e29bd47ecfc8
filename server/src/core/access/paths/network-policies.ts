/** NetworkPolicies on the way: what they let through is not judged, so whoever reads an answer is told that there are some. */
import type { Selector } from '../../model/selector';
import { entriesOf, entryOf, isUnknown, itemsOf, stringOf, stringsOf, type YamlNode } from '../../yaml/node';
import type { Truth } from '../truth';
import type { SetView } from './set-view';
import type { Assumption } from './types';

/** The first NetworkPolicy for connections that come in to pods of a namespace, as what the answer leaves aside. */
export function networkPolicyBefore(
  view: SetView,
  namespace: string,
  selects: (selector: Selector) => Truth,
): Assumption | undefined {
  for (const resource of view.inNamespace('NetworkPolicy', namespace)) {
    const types = stringsOf(resource.at('spec', 'policyTypes'));
    if (types.length > 0 && !types.includes('Ingress')) continue;
    const selector = resource.at('spec', 'podSelector');
    const certain = selects(selectorOf(selector));
    if (certain === false) continue;
    const name = `NetworkPolicy ${namespace}/${resource.name ?? ''}`;
    const text = `${name} ${certain ? 'selects' : 'may select'} the pods: which connections it lets through is not judged`;
    return { text, from: 'file', resource, node: selector ?? resource.headNode };
  }
  return undefined;
}

function selectorOf(node: YamlNode | undefined): Selector {
  const labels = entryOf(node, 'matchLabels')?.value;
  const read = entriesOf(labels).map(({ key, value }) => [key.text, stringOf(value)] as const);
  const expressions = itemsOf(entryOf(node, 'matchExpressions')?.value).length > 0;
  return {
    node,
    labels: new Map(read.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
    unknown: expressions || isUnknown(node) || isUnknown(labels) || read.some(([, value]) => value === undefined),
  };
}
