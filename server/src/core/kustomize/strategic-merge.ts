/**
 * Strategic merge patches as kustomize applies them (kyaml/yaml/merge2): maps are merged, lists merged by key where the kind says so and
 * replaced otherwise, null removes, `$patch` replaces or removes. Items that a patch brings stand in front.
 */
import { ownValue } from '../own-value';
import {
  copyMap,
  copySeq,
  entryOf,
  isMap,
  isNull,
  isScalar,
  isSeq,
  type MapNode,
  type SeqNode,
  stringOf,
  type YamlNode,
} from '../yaml/node';
import { type Shape, shapeOf } from './merge-keys';
import { Budget, entryFrom, removeKey, withItems } from './tree';

const DIRECTIVE = '$patch';
const MAX_NODES = 200_000;

/**
 * @param patch its nodes carry their origin
 * @returns the patched object, or `undefined` when the patch removes it
 * @throws TooMuchWork
 */
export function strategicMerge(object: MapNode, patch: MapNode): MapNode | undefined {
  const text = (key: string) => stringOf(entryOf(object, key)?.value) ?? '';
  const merged = new Merge().map(object, patch, shapeOf(text('apiVersion'), text('kind')));
  return isMap(merged) ? merged : undefined;
}

const directiveOf = (node: MapNode): string | undefined => stringOf(entryOf(node, DIRECTIVE)?.value);

class Merge {
  readonly #budget = new Budget(MAX_NODES);

  map(base: MapNode, patch: MapNode, shape: Shape | undefined): YamlNode | undefined {
    this.#budget.spend();
    const directive = directiveOf(patch);
    if (directive === 'delete') return undefined;
    if (directive === 'replace') return this.#added(removeKey(patch, DIRECTIVE));
    let { entries } = base;
    for (const { key, value } of patch.entries) {
      if (key.text === DIRECTIVE) continue;
      const index = entries.findIndex((entry) => entry.key.text === key.text);
      const before = entries[index];
      const after = this.#value(before?.value, value, ownValue(shape?.fields, key.text));
      if (before === undefined) {
        if (after) entries = [...entries, entryFrom(key, after)];
      } else if (after === undefined) entries = entries.toSpliced(index, 1);
      else if (after !== before.value) {
        // A scalar or list that the patch replaces is the patch's line altogether.
        const taken = after === value || after.span.origin !== before.value.span.origin;
        entries = entries.with(index, entryFrom(taken ? key : before.key, after));
      }
    }
    const open = base.open || patch.open;
    return entries === base.entries && open === base.open ? base : copyMap(base, { entries, open });
  }

  /** @returns `undefined` for a field that is there no more */
  #value(base: YamlNode | undefined, patch: YamlNode, shape: Shape | undefined): YamlNode | undefined {
    this.#budget.spend();
    if (isNull(patch)) return undefined;
    if (!base || isNull(base)) return this.#added(patch);
    if (isMap(base) && isMap(patch)) return this.map(base, patch, shape);
    if (isSeq(base) && isSeq(patch) && (shape?.keys || shape?.set)) return this.#list(base, patch, shape);
    // A templated value may be a map or list itself; what the patch leaves of it is not known.
    if (isScalar(base) && base.unknown && !isScalar(patch)) return base;
    return this.#added(patch);
  }

  #list(base: SeqNode, patch: SeqNode, shape: Shape): YamlNode | undefined {
    const alone = patch.items.find((item) => isMap(item) && item.entries.length === 1 && directiveOf(item));
    const directive = isMap(alone) ? directiveOf(alone) : undefined;
    if (directive === 'delete') return undefined;
    const items = patch.items.filter((item) => item !== alone);
    if (directive === 'replace') return this.#added(withItems(patch, items));
    const open = base.open || patch.open;
    if (shape.set || !shape.keys) {
      const known = new Set(items.map(textOf));
      return copySeq(base, {
        items: [...items, ...base.items.filter((item) => !known.has(textOf(item)))],
        open,
      });
    }
    return copySeq(base, { items: this.#byKey(base.items, items, shape, shape.keys), open });
  }

  #byKey(base: readonly YamlNode[], patch: readonly YamlNode[], shape: Shape, keys: readonly string[]): YamlNode[] {
    const fields: Shape = shape.fields ? { fields: shape.fields } : {};
    const rest: (YamlNode | undefined)[] = [...base];
    const front: YamlNode[] = [];
    const several =
      keys.filter((key) => [...base, ...patch].some((item) => textOf(entryOf(item, key)?.value) !== '')).length > 1;
    for (const item of patch) {
      this.#budget.spend();
      const index = isMap(item) ? rest.findIndex((each) => isMap(each) && sameKeys(each, item, keys)) : -1;
      const before = rest[index];
      if (!isMap(item) || !isMap(before)) {
        const added = this.#added(item);
        if (added) front.push(added);
        continue;
      }
      const merged = this.map(before, item, fields);
      // Where several keys are in use kustomize leaves a merged item where it was.
      if (several) rest[index] = merged;
      else {
        rest[index] = undefined;
        if (merged) front.push(merged);
      }
    }
    return [...front, ...rest.filter((each) => each !== undefined)];
  }

  /** What a patch adds, less its nulls and directives. */
  #added(node: YamlNode): YamlNode | undefined {
    this.#budget.spend();
    if (isMap(node)) {
      if (directiveOf(node) === 'delete') return undefined;
      const entries = node.entries.flatMap((entry) => {
        if (entry.key.text === DIRECTIVE || isNull(entry.value)) return [];
        const value = this.#added(entry.value);
        return value === undefined ? [] : value === entry.value ? [entry] : [{ ...entry, span: entry.span, value }];
      });
      const same = entries.length === node.entries.length && entries.every((entry, i) => entry === node.entries[i]);
      return same ? node : copyMap(node, { entries });
    }
    return node;
  }
}

const textOf = (node: YamlNode | undefined): string => (isScalar(node) ? node.text : '');

/** Items are the same when every key agrees; a key besides the first may be missing in one of them. */
function sameKeys(a: MapNode, b: MapNode, keys: readonly string[]): boolean {
  return keys.every((key, i) => {
    const [mine, other] = [textOf(entryOf(a, key)?.value), textOf(entryOf(b, key)?.value)];
    return mine === other ? i > 0 || mine !== '' : i > 0 && (mine === '' || other === '');
  });
}
