/** Building and changing YAML trees without touching the ones that are there: what is not changed is shared. */
import type { Origin, Span } from '../text/span';
import {
  copyMap,
  copyScalar,
  copySeq,
  type Entry,
  isMap,
  type MapNode,
  type ScalarNode,
  type SeqNode,
  type YamlNode,
} from '../yaml/node';

/** Where something that is put into an object is written. */
export interface Place {
  readonly origin: Origin;
  readonly span: Span;
}

const spanAt = ({ origin, span }: Place): Span => ({ start: span.start, end: span.end, origin });

/** A string that is written at `place`, or follows from what is. */
export function scalarAt(place: Place, value: ScalarNode['value'], unknown = false): ScalarNode {
  const { origin } = place;
  const known = unknown ? undefined : value;
  return {
    kind: 'scalar',
    span: spanAt(place),
    origin,
    value: known,
    text: unknown || value === undefined ? '' : String(value),
    style: 'plain',
    unknown,
  };
}

export const mapAt = (place: Place, entries: readonly Entry[] = [], open = false): MapNode => ({
  kind: 'map',
  span: spanAt(place),
  origin: place.origin,
  entries,
  flow: false,
  open,
});

/**
 * The scalar with another value than is written at its place; `undefined`: not known. Its span says whose it is, so that no fix takes
 * the text there for the value.
 */
export function withText(node: ScalarNode, value: string | undefined, document: Origin): ScalarNode {
  const span = { ...node.span, origin: node.span.origin ?? document };
  return value === undefined
    ? copyScalar(node, { span, value: undefined, text: '', unknown: true })
    : copyScalar(node, { span, value, text: value, unknown: false });
}

/** A scalar that someone has read in another document. */
export const placeOf = (node: YamlNode, document: Origin): Place => ({
  origin: node.origin ?? document,
  span: node.span,
});

export function entryFrom(key: ScalarNode, value: YamlNode): Entry {
  const together = key.span.origin === value.span.origin && key.span.start <= value.span.end;
  const { start, origin } = key.span;
  const end = together ? Math.max(key.span.end, value.span.end) : key.span.end;
  return { key, value, span: origin ? { start, end, origin } : { start, end } };
}

/** The map with `key` set; a key that is there keeps its place and its key node. */
export function setKey(map: MapNode, key: ScalarNode, value: YamlNode): MapNode {
  const index = map.entries.findIndex((entry) => entry.key.text === key.text);
  if (index < 0) return copyMap(map, { entries: [...map.entries, entryFrom(key, value)] });
  const before = map.entries[index]!;
  if (before.value === value) return map;
  return copyMap(map, { entries: map.entries.with(index, entryFrom(before.key, value)) });
}

export function removeKey(map: MapNode, key: string): MapNode {
  const entries = map.entries.filter((entry) => entry.key.text !== key);
  return entries.length === map.entries.length ? map : copyMap(map, { entries });
}

export const withItems = (seq: SeqNode, items: readonly YamlNode[]): SeqNode => copySeq(seq, { items });

/** The map at a key, or an empty one for the place. */
export function mapIn(map: MapNode, key: string, place: Place): MapNode {
  const value = map.entries.find((entry) => entry.key.text === key)?.value;
  return isMap(value) ? value : mapAt(place);
}

/**
 * A copy of the tree that says of every node where it comes from. Subtrees that aliases share stay shared, so that the copy is no
 * larger than the tree.
 * @param move tells a span in the origin's offsets
 */
export function fromOrigin<T extends YamlNode>(
  node: T,
  origin: Origin,
  move: (span: Span) => Span = (span) => span,
): T {
  const copies = new Map<YamlNode, YamlNode>();
  const moved = (span: Span): Span => ({ ...move(span), origin });
  const copy = <N extends YamlNode>(one: N): N => {
    const known = copies.get(one);
    if (known) return known as N;
    const span = moved(one.span);
    let result: YamlNode;
    if (one.kind === 'scalar') result = copyScalar(one, { span, origin });
    else if (one.kind === 'seq') result = copySeq(one, { span, origin, items: one.items.map(copy) });
    else {
      const entries = one.entries.map((entry) => ({
        ...entry,
        key: copy(entry.key),
        value: copy(entry.value),
        span: moved(entry.span),
      }));
      result = copyMap(one, { span, origin, entries });
    }
    copies.set(one, result);
    return result as N;
  };
  return copy(node);
}

/** Thrown inside when aliases make a tree larger than any manifest is; the object is then left as it was. */
export class TooMuchWork extends Error {}

/** Counts down; a tree of aliases grows without end. */
export class Budget {
  #left: number;

  constructor(left: number) {
    this.#left = left;
  }

  /** @throws TooMuchWork when nothing is left */
  spend(): void {
    if (this.#left-- <= 0) throw new TooMuchWork();
  }
}
