/** What stands at an offset of a parsed document. */
import { type Span, touches } from '../text/span';
import type { Path } from './cursor';
import type { Entry, YamlNode } from './node';

export interface Located {
  /** Path of the value; of the key's value when the offset is on a key. */
  readonly path: Path;
  readonly node: YamlNode;
  /** The entry that the offset is in, innermost. */
  readonly entry: Entry | undefined;
  readonly onKey: boolean;
  /** Spans from the document's value down to the innermost, each inside the one before. */
  readonly spans: readonly Span[];
}

/** The innermost node that touches an offset, in the document's own offsets; aliases are not followed. */
export function locate(root: YamlNode | undefined, offset: number): Located | undefined {
  if (!root || !touches(root.span, offset)) return undefined;
  const path: (string | number)[] = [];
  const spans: Span[] = [root.span];
  let node = root;
  let entry: Entry | undefined;
  for (;;) {
    if (node.alias || node.kind === 'scalar') return { path, node, entry, onKey: false, spans };
    if (node.kind === 'seq') {
      const index = node.items.findIndex((item) => touches(item.span, offset));
      if (index < 0) return { path, node, entry, onKey: false, spans };
      path.push(index);
      node = node.items[index]!;
    } else {
      const found = node.entries.find((each) => !each.merged && touches(each.span, offset));
      if (!found) return { path, node, entry, onKey: false, spans };
      entry = found;
      path.push(found.key.text);
      spans.push(found.span);
      if (touches(found.key.span, offset)) {
        spans.push(found.key.span);
        return { path, node: found.value, entry, onKey: true, spans };
      }
      node = found.value;
      if (!touches(node.span, offset)) return { path, node, entry, onKey: false, spans };
    }
    spans.push(node.span);
  }
}
