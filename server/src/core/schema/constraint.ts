/** Checks of single values beyond their schema, as a path and what to look for there. */
import { entryOf, isNull, isUnknown, type YamlNode } from '../yaml/node';

export interface Violation {
  readonly at: YamlNode;
  readonly what: string;
  readonly why?: string;
  readonly todo: string;
}

export interface Constraint {
  /** From the object's root: `spec.rules[].backendRefs[]`. */
  readonly path: string;
  check(node: YamlNode): readonly Violation[];
}

/** Values at the path, templated ones left out. */
export function nodesAt(root: YamlNode, path: string): readonly YamlNode[] {
  let nodes: YamlNode[] = [root];
  for (const step of path.split('.')) {
    const list = step.endsWith('[]');
    const key = list ? step.slice(0, -2) : step;
    nodes = nodes.flatMap((node) => {
      const value = entryOf(node, key)?.value;
      if (!value || isNull(value)) return [];
      if (!list) return [value];
      return value.kind === 'seq' ? value.items : [];
    });
  }
  return nodes.filter((node) => node.kind !== 'scalar' || !node.unknown);
}

/** Entry whose value is written and not null. */
export const written = (node: YamlNode | undefined, key: string) => {
  const entry = entryOf(node, key);
  return entry && !(isNull(entry.value) && !isUnknown(entry.value)) ? entry : undefined;
};

/** Certainly not written: no such key, and no template that might add it. */
export const lacks = (node: YamlNode | undefined, key: string): boolean =>
  node !== undefined && !isUnknown(node) && written(node, key) === undefined;
