/** Text values of an object's spec, wherever they stand: hosts, URLs and commands are looked for in them. */
import { isScalar, type ScalarNode, stringOf, type YamlNode } from '../yaml/node';
import { briefReader, type Resource } from './resource';

/** Known strings below a node, in order; visits are bounded, since aliases may repeat subtrees. */
export function textValues(node: YamlNode | undefined): ScalarNode[] {
  const found: ScalarNode[] = [];
  let left = 20_000;
  const visit = (each: YamlNode | undefined): void => {
    if (!each || left-- <= 0) return;
    if (isScalar(each)) {
      if (stringOf(each) !== undefined) found.push(each);
    } else if (each.kind === 'seq') {
      for (const item of each.items) visit(item);
    } else {
      for (const entry of each.entries) visit(entry.value);
    }
  };
  visit(node);
  return found;
}

export const specTexts = briefReader((resource): readonly ScalarNode[] => textValues(resource.at('spec')));

/** Text as it stands in the document, so that places found in it are the document's. */
export const sourceOf = (resource: Resource, node: ScalarNode): string =>
  (node.origin?.text ?? resource.document.text).slice(node.span.start, node.span.end);
