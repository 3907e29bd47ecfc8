import type { Origin, Span } from '../text/span';

/**
 * Our own small YAML tree: immutable, with offsets relative to the segment, and honest about what it cannot know. A templated
 * scalar (Helm braces) is `unknown`; a map that a template may add keys to is `open`.
 */
export type YamlNode = ScalarNode | MapNode | SeqNode;

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export declare abstract class ScalarNode {
  get kind(): 'scalar';
  get span(): Span;
  /** Set where the node comes from another document than its object: a kustomize patch, say. */
  readonly origin?: Origin;
  /** What kubectl would read (YAML 1.1 booleans); `undefined` when unknown. */
  get value(): string | number | boolean | null | undefined;
  /** The text between the quotes, or the plain text: what a user sees as the value. */
  readonly text: string;
  get style(): ScalarStyle;
  /** True for templated text and unresolvable aliases: no rule may conclude anything from it. */
  get unknown(): boolean;
  readonly alias?: boolean;
}

export declare abstract class Entry {
  readonly key: ScalarNode;
  /** A key without value (`mode:`) holds a null scalar with an empty span behind the colon. */
  readonly value: YamlNode;
  /** Came in through `<<`; the spans are those of the anchor. */
  readonly merged?: boolean;
  /** From the key's first character to the value's last. */
  get span(): Span;
}

export declare abstract class MapNode {
  get kind(): 'map';
  get span(): Span;
  readonly origin?: Origin;
  readonly entries: readonly Entry[];
  get flow(): boolean;
  /** True when a template or an unreadable part may add keys: absence proves nothing. */
  get open(): boolean;
  readonly alias?: boolean;
}

export declare abstract class SeqNode {
  get kind(): 'seq';
  get span(): Span;
  readonly origin?: Origin;
  readonly items: readonly YamlNode[];
  get flow(): boolean;
  get open(): boolean;
  readonly alias?: boolean;
}

/** The scalar with something about it changed. */
export function copyScalar(
  node: ScalarNode,
  changes: Partial<Pick<ScalarNode, 'span' | 'origin' | 'value' | 'text' | 'style' | 'unknown' | 'alias'>>,
): ScalarNode {
  const { span, value, style, unknown } = node;
  return { ...node, kind: 'scalar', span, value, style, unknown, ...changes };
}

/** The map with something about it changed. */
export function copyMap(
  node: MapNode,
  changes: Partial<Pick<MapNode, 'span' | 'origin' | 'entries' | 'open' | 'alias'>>,
): MapNode {
  const { span, flow, open } = node;
  return { ...node, kind: 'map', span, flow, open, ...changes };
}

/** The sequence with something about it changed. */
export function copySeq(
  node: SeqNode,
  changes: Partial<Pick<SeqNode, 'span' | 'origin' | 'items' | 'open' | 'alias'>>,
): SeqNode {
  const { span, flow, open } = node;
  return { ...node, kind: 'seq', span, flow, open, ...changes };
}

export const isMap = (node: YamlNode | undefined): node is MapNode => node?.kind === 'map';
export const isSeq = (node: YamlNode | undefined): node is SeqNode => node?.kind === 'seq';
export const isScalar = (node: YamlNode | undefined): node is ScalarNode => node?.kind === 'scalar';

/** The scalar written as nothing (`key:`), `null` or `~`: the API server drops such a field. */
export const isNull = (node: YamlNode | undefined): boolean => node?.kind === 'scalar' && node.value === null;

/** The entry of a map, or `undefined` also when `node` is no map. A key given directly beats one merged in. */
export function entryOf(node: YamlNode | undefined, key: string): Entry | undefined {
  if (node?.kind !== 'map') return undefined;
  for (const entry of node.entries) if (entry.key.text === key) return entry;
  return undefined;
}

/** The node at a path of keys and indexes, or `undefined`. */
export function at(node: YamlNode | undefined, ...path: readonly (string | number)[]): YamlNode | undefined {
  let current = node;
  for (const step of path) {
    if (typeof step === 'number') current = isSeq(current) ? current.items[step] : undefined;
    else current = entryOf(current, step)?.value;
    if (!current) return undefined;
  }
  return current;
}

/** Entries of a map, none for other nodes. */
export const entriesOf = (node: YamlNode | undefined): readonly Entry[] => (isMap(node) ? node.entries : []);

/** Items of a sequence, none for other nodes. */
export const itemsOf = (node: YamlNode | undefined): readonly YamlNode[] => (isSeq(node) ? node.items : []);

/** The string value of a known scalar that is a YAML string; `undefined` for numbers, booleans, unknown text and other nodes. */
export function stringOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && !node.unknown && typeof node.value === 'string' ? node.value : undefined;
}

/** Known strings of a sequence of scalars. */
export const stringsOf = (node: YamlNode | undefined): string[] =>
  itemsOf(node).flatMap((item) => stringOf(item) ?? []);

/** True when the node, or what a template might add to it, cannot be known. */
export function isUnknown(node: YamlNode | undefined): boolean {
  if (!node) return false;
  return node.kind === 'scalar' ? node.unknown : node.open;
}

/** True when anything below the node is unknown. Aliases may repeat subtrees, so visits are bounded; past the bound: unknown. */
export function hasUnknown(node: YamlNode | undefined, budget = { left: 20_000 }): boolean {
  if (!node) return false;
  if (budget.left-- <= 0 || isUnknown(node)) return true;
  if (node.kind === 'map') return node.entries.some((entry) => entry.key.unknown || hasUnknown(entry.value, budget));
  if (node.kind === 'seq') return node.items.some((item) => hasUnknown(item, budget));
  return false;
}

/** Plain JavaScript value of a node (maps as objects without prototype). Bounded like {@link hasUnknown}; past the bound: undefined. */
export function toValue(node: YamlNode | undefined, budget = { left: 50_000 }): unknown {
  if (!node || budget.left-- <= 0) return undefined;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'seq') return node.items.map((item) => toValue(item, budget));
  const result: Record<string, unknown> = Object.create(null);
  for (const entry of node.entries)
    if (!(entry.key.text in result)) result[entry.key.text] = toValue(entry.value, budget);
  return result;
}
