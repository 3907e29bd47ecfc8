/** Objects on the way that are not judged: whoever reads an answer is told that there are some. */
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

/** EnvoyFilters and WasmPlugins that change the proxies of pods of a namespace, their own or the root one. */
export function extensionsOf(
  view: SetView,
  namespace: string,
  selects: (selector: Selector) => Truth,
): readonly Assumption[] {
  const places = [...new Set([namespace, view.platform.rootNamespace])];
  return (['EnvoyFilter', 'WasmPlugin'] as const).flatMap((kind) =>
    places.flatMap((place) =>
      view.inNamespace(kind, place).flatMap((resource): Assumption[] => {
        const [holder, key] = kind === 'EnvoyFilter' ? ['workloadSelector', 'labels'] : ['selector', 'matchLabels'];
        const certain = resource.at('spec', 'targetRefs')
          ? undefined
          : selects(selectorOf(resource.at('spec', holder!), key));
        if (certain === false) return [];
        const text = `${kind} ${place}/${resource.name ?? ''} ${certain ? 'changes' : 'may change'} the proxy of the pods: what comes of that is not judged`;
        return [{ text, from: 'file', resource, node: resource.headNode }];
      }),
    ),
  );
}

function selectorOf(node: YamlNode | undefined, key = 'matchLabels'): Selector {
  const labels = entryOf(node, key)?.value;
  const read = entriesOf(labels).map(({ key, value }) => [key.text, stringOf(value)] as const);
  const expressions = itemsOf(entryOf(node, 'matchExpressions')?.value).length > 0;
  return {
    node,
    labels: new Map(read.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
    unknown: expressions || isUnknown(node) || isUnknown(labels) || read.some(([, value]) => value === undefined),
  };
}
