/** JSON Patch (RFC 6902) on our trees, as kustomize applies it: one operation that cannot be carried out fails the whole patch. */
import {
  at,
  copyMap,
  copyScalar,
  entryOf,
  hasUnknown,
  isMap,
  isScalar,
  isSeq,
  isUnknown,
  type MapNode,
  type ScalarNode,
  type SeqNode,
  stringOf,
  toValue,
  type YamlNode,
} from '../yaml/node';
import { entryFrom, removeKey, setKey, withItems } from './tree';

export type PatchOutcome =
  | { readonly root: MapNode }
  /** `at`: the operation's path, or the operation. `certain`: nothing unknown stands in the way. */
  | { readonly failed: YamlNode; readonly path: string; readonly certain: boolean };

/** @param operations the patch's list; its nodes carry their origin */
export function jsonPatch(object: MapNode, operations: SeqNode): PatchOutcome {
  let root: YamlNode = object;
  for (const operation of operations.items) {
    const pathNode = entryOf(operation, 'path')?.value;
    const path = stringOf(pathNode);
    try {
      if (path === undefined) throw new Failure(false);
      root = applyOne(root, operation, path);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { failed: pathNode ?? operation, path: path ?? '', certain: error.certain };
    }
  }
  return isMap(root) ? { root } : { failed: operations, path: '', certain: false };
}

class Failure extends Error {
  readonly certain: boolean;

  constructor(certain: boolean) {
    super();
    this.certain = certain;
  }
}

function applyOne(root: YamlNode, operation: YamlNode, path: string): YamlNode {
  const steps = stepsOf(path);
  const keyNode = entryOf(operation, 'path')?.value as ScalarNode;
  const value = entryOf(operation, 'value')?.value;
  const from = () => stepsOf(stringOf(at(operation, 'from')) ?? '');
  switch (stringOf(at(operation, 'op'))) {
    case 'add':
      return put(root, steps, need(value), keyNode, 'add');
    case 'replace':
      return put(root, steps, need(value), keyNode, 'replace');
    case 'remove':
      return remove(root, steps);
    case 'copy':
      return put(root, steps, find(root, from()), keyNode, 'add');
    case 'move': {
      const moved = find(root, from());
      return put(remove(root, from()), steps, moved, keyNode, 'add');
    }
    case 'test': {
      const found = find(root, steps);
      if (hasUnknown(found) || hasUnknown(value)) throw new Failure(false);
      if (JSON.stringify(toValue(found)) !== JSON.stringify(toValue(value))) throw new Failure(true);
      return root;
    }
    default:
      throw new Failure(false);
  }
}

function need(value: YamlNode | undefined): YamlNode {
  if (!value) throw new Failure(false);
  return value;
}

/** RFC 6901: `~1` is a slash, `~0` a tilde. */
function stepsOf(path: string): string[] {
  if (path === '') return [];
  if (!path.startsWith('/')) throw new Failure(false);
  return path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function find(node: YamlNode, steps: readonly string[]): YamlNode {
  let current = node;
  for (const step of steps) current = childOf(current, step);
  return current;
}

function childOf(node: YamlNode, step: string): YamlNode {
  if (isMap(node)) {
    const value = entryOf(node, step)?.value;
    if (!value) throw new Failure(!node.open);
    return value;
  }
  if (isSeq(node)) return node.items[indexOf(node, step, node.items.length - 1)]!;
  throw new Failure(!isUnknown(node));
}

function indexOf(node: SeqNode, step: string, last: number): number {
  // Items that a template may add move the others.
  if (node.open || !/^\d+$/.test(step)) throw new Failure(false);
  if (Number(step) > last) throw new Failure(true);
  return Number(step);
}

function change(
  node: YamlNode,
  steps: readonly string[],
  last: (parent: YamlNode, step: string) => YamlNode,
): YamlNode {
  const [step, ...rest] = steps;
  if (step === undefined) throw new Failure(false);
  if (rest.length === 0) return last(node, step);
  const child = childOf(node, step);
  const after = change(child, rest, last);
  if (isMap(node)) return setKey(node, entryOf(node, step)!.key, after);
  const seq = node as SeqNode;
  return withItems(seq, seq.items.with(Number(step), after));
}

function put(
  root: YamlNode,
  steps: readonly string[],
  value: YamlNode,
  path: ScalarNode,
  how: 'add' | 'replace',
): YamlNode {
  return change(root, steps, (parent, step) => {
    if (isMap(parent)) {
      const index = parent.entries.findIndex((entry) => entry.key.text === step);
      if (how === 'replace' && index < 0) throw new Failure(!parent.open);
      // The key is written as the last step of the path.
      const entry = entryFrom(copyScalar(path, { value: step, text: step, style: 'plain', unknown: false }), value);
      return copyMap(parent, {
        entries: index < 0 ? [...parent.entries, entry] : parent.entries.with(index, entry),
      });
    }
    if (isSeq(parent)) {
      if (how === 'replace')
        return withItems(parent, parent.items.with(indexOf(parent, step, parent.items.length - 1), value));
      const index = step === '-' ? parent.items.length : indexOf(parent, step, parent.items.length);
      return withItems(parent, parent.items.toSpliced(index, 0, value));
    }
    throw new Failure(isScalar(parent) && !parent.unknown);
  });
}

function remove(root: YamlNode, steps: readonly string[]): YamlNode {
  return change(root, steps, (parent, step) => {
    if (isMap(parent)) {
      const after = removeKey(parent, step);
      if (after === parent) throw new Failure(!parent.open);
      return after;
    }
    if (isSeq(parent))
      return withItems(parent, parent.items.toSpliced(indexOf(parent, step, parent.items.length - 1), 1));
    throw new Failure(!isUnknown(parent));
  });
}
