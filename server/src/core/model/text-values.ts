/** Text values of an object's spec, wherever they stand: hosts, URLs and commands are looked for in them. */
import { isScalar, type ScalarNode, stringOf, type YamlNode } from '../yaml/node';
import type { Resource } from './resource';

/** Known strings below a node, in order; visits are bounded, since aliases may repeat subtrees. */
export function textValues(node: YamlNode | undefined, budget = { left: 20_000 }): ScalarNode[] {
  if (!node || budget.left-- <= 0) return [];
  if (isScalar(node)) return stringOf(node) === undefined ? [] : [node];
  if (node.kind === 'seq') return node.items.flatMap((item) => textValues(item, budget));
  return node.entries.flatMap((entry) => textValues(entry.value, budget));
}

export const specTexts = (resource: Resource): readonly ScalarNode[] => textValues(resource.at('spec'));

/** Text as it stands in the document, so that places found in it are the document's. */
export const sourceOf = (resource: Resource, node: ScalarNode): string =>
  (node.origin?.text ?? resource.document.text).slice(node.span.start, node.span.end);
