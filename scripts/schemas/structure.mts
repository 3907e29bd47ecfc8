/** Hash-consed schema nodes: two equal subtrees are one node, so the pod template is stored once for all kinds. */
import type { RawNode, RawStructure } from '../../server/src/core/schema/raw';

export class Interner {
  readonly nodes: RawNode[] = [];
  readonly #ids = new Map<string, number>();

  /** Number of a node; children must already be numbered. */
  add(node: RawNode): number {
    const key = JSON.stringify(node);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.nodes.push(node);
    this.#ids.set(key, this.nodes.length - 1);
    return this.nodes.length - 1;
  }

  /** Takes a node over from another structure. `memo` maps the other's numbers to ours. */
  adopt(nodes: readonly RawNode[], id: number, memo = new Map<number, number>()): number {
    const known = memo.get(id);
    if (known !== undefined) return known;
    const copy = mapChildren(nodes[id]!, (child) => this.adopt(nodes, child, memo));
    const result = this.add(copy);
    memo.set(id, result);
    return result;
  }
}

/** The node with its children's numbers replaced. */
export function mapChildren(node: RawNode, to: (id: number) => number): RawNode {
  if (typeof node === 'string') return node;
  if ('l' in node) return { ...node, l: to(node.l) };
  if ('m' in node) return { ...node, m: to(node.m) };
  if ('o' in node)
    return { ...node, o: Object.fromEntries(Object.entries(node.o).map(([name, id]) => [name, to(id)])) };
  return node;
}

/** Drops nodes that no kind reaches and numbers the rest in order of first use, so that the same input gives the same text. */
export function compact(kinds: Readonly<Record<string, number>>, nodes: readonly RawNode[]): RawStructure {
  const interner = new Interner();
  const memo = new Map<number, number>();
  const ordered = Object.keys(kinds).sort();
  return {
    kinds: Object.fromEntries(ordered.map((key) => [key, interner.adopt(nodes, kinds[key]!, memo)])),
    nodes: interner.nodes,
  };
}

/** One node a line: a refresh gives a diff that can be read. */
export function printStructure({ kinds, nodes }: RawStructure): string {
  const kindLines = Object.entries(kinds).map(([key, id]) => `  ${JSON.stringify(key)}: ${id}`);
  const nodeLines = nodes.map((node) => `  ${JSON.stringify(node)}`);
  return `{\n"kinds": {\n${kindLines.join(',\n')}\n},\n"nodes": [\n${nodeLines.join(',\n')}\n]\n}\n`;
}
