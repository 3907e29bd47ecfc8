/** Names that other objects are referred to by, once prefixes, suffixes and hashes have changed them (api/filters/nameref). */
import { isMap, isScalar, isSeq, type MapNode, type YamlNode } from '../yaml/node';
import { changeField, concerns, NAME_REFERENCES } from './field-spec';
import { effectiveNamespace, type Item, idOf, isClusterScoped, originalId, withRoot } from './item';
import { Budget, withItems, withText } from './tree';

const MAX_NODES = 200_000;

interface Renamed {
  readonly item: Item;
  /** `undefined`: not known. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/** @returns the objects, those that refer to a renamed one with the new name */
export function updateNameReferences(items: readonly Item[]): Item[] {
  const renamed = new Map<string, Map<string, Renamed[]>>();
  for (const item of items) {
    const id = idOf(item.root);
    if (!Object.hasOwn(NAME_REFERENCES, id.kind) || id.group !== '' || id.version !== 'v1') continue;
    const one: Renamed = { item, name: id.name, namespace: effectiveNamespace(id) };
    const names = new Set(item.previous.flatMap((before) => before.name ?? []));
    const byName = renamed.get(id.kind) ?? new Map<string, Renamed[]>();
    renamed.set(id.kind, byName);
    for (const name of names) byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  if (renamed.size === 0) return [...items];
  return items.map((item) => updated(item, renamed));
}

function updated(item: Item, renamed: ReadonlyMap<string, ReadonlyMap<string, readonly Renamed[]>>): Item {
  let { root } = item;
  const original = originalId(item);
  for (const [kind, byName] of renamed) {
    for (const spec of NAME_REFERENCES[kind]!) {
      if (spec.kind !== original.kind || !concerns(spec, root)) continue;
      const set = (node: YamlNode): YamlNode => {
        if (isSeq(node)) {
          const items = node.items.map(set);
          return items.every((each, i) => each === node.items[i]) ? node : withItems(node, items);
        }
        if (!isScalar(node) || node.unknown || isMap(node)) return node;
        const referral = choose(item, byName.get(node.text) ?? []);
        return !referral || referral.name === node.text ? node : withText(node, referral.name, item.document);
      };
      root = changeField(root, { path: spec.path, leaf: 'scalar', budget: new Budget(MAX_NODES), set }) as MapNode;
    }
  }
  return withRoot(item, root);
}

/** Of several objects that had the name, the one with the prefixes and suffixes of the object that refers to it. */
function choose(referrer: Item, candidates: readonly Renamed[]): Renamed | undefined {
  const id = idOf(referrer.root);
  const near = candidates.filter(
    (each) => isClusterScoped(id) || each.namespace === effectiveNamespace(id) || each.namespace === undefined,
  );
  if (near.length <= 1) return near[0];
  const alike = (allowEmpty: boolean) => (each: Renamed) =>
    sameEnding(each.item.prefixes, referrer.prefixes, allowEmpty) &&
    sameEnding(each.item.suffixes, referrer.suffixes, allowEmpty);
  let left = near.filter(alike(true));
  if (left.length > 1) left = left.filter(alike(false));
  return left.length === 1 || left.every((each) => each.name === left[0]?.name) ? left[0] : undefined;
}

function sameEnding(a: readonly string[], b: readonly string[], allowEmpty: boolean): boolean {
  if (a.length === 0 || b.length === 0) return allowEmpty || a.length === b.length;
  const length = Math.min(a.length, b.length);
  return a.slice(-length).join('\0') === b.slice(-length).join('\0');
}
