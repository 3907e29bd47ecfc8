/** Checks that a CRD makes beyond the shape of its fields (x-kubernetes-validations, patterns), written by hand for those people run into. */
import { entryOf, isMap, isNull, isUnknown, type YamlNode } from '../yaml/node';

export interface Violation {
  readonly at: YamlNode;
  readonly what: string;
  readonly why?: string;
  readonly todo: string;
}

/** A value at a path, with what stands for it where it lacks something: its key, or a list item's first key. */
export interface Place {
  readonly node: YamlNode;
  readonly owner: YamlNode;
}

export interface Constraint {
  /** From the object's root: `spec.rules[].backendRefs[]`. */
  readonly path: string;
  check(place: Place): readonly Violation[];
}

/** Values at the path, templated ones left out. */
export function placesAt(root: YamlNode, path: string): readonly Place[] {
  let places: Place[] = [{ node: root, owner: root }];
  for (const step of path.split('.')) {
    const list = step.endsWith('[]');
    const key = list ? step.slice(0, -2) : step;
    places = places.flatMap(({ node }) => {
      const entry = entryOf(node, key);
      if (!entry || isNull(entry.value)) return [];
      if (!list) return [{ node: entry.value, owner: entry.key }];
      if (entry.value.kind !== 'seq') return [];
      return entry.value.items.map((item) => ({ node: item, owner: (isMap(item) && item.entries[0]?.key) || item }));
    });
  }
  return places.filter(({ node }) => node.kind !== 'scalar' || !node.unknown);
}

/** Entry whose value is written and not null. */
export const written = (node: YamlNode | undefined, key: string) => {
  const entry = entryOf(node, key);
  return entry && !(isNull(entry.value) && !isUnknown(entry.value)) ? entry : undefined;
};

/** Certainly not written: no such key, and no template that might add it. */
export const lacks = (node: YamlNode | undefined, key: string): boolean =>
  node !== undefined && !isUnknown(node) && written(node, key) === undefined;
