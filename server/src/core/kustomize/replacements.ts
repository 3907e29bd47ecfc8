/** Replacements are not carried out: the fields that they write are unknown. */
import { at, entryOf, isMap, isScalar, isSeq, itemsOf, type MapNode, stringOf, type YamlNode } from '../yaml/node';
import { type Item, withRoot } from './item';
import { readTarget } from './target';
import type { Transform } from './transformers';
import { Budget, mapAt, type Place, scalarAt, setKey, withItems } from './tree';

const MAX_NODES = 200_000;

/** @param place of the replacement */
export function replacementTransform(replacement: MapNode, place: Place): Transform {
  const targets = itemsOf(at(replacement, 'targets')).filter(isMap);
  const known = targets.map((target) => {
    const select = at(target, 'select');
    const created = at(target, 'options', 'create');
    return {
      select: isMap(select) ? readTarget(select) : undefined,
      paths: itemsOf(at(target, 'fieldPaths')).flatMap((path) => stringOf(path) ?? []),
      create: isScalar(created) && created.value === true,
    };
  });
  return (item: Item) => {
    let { root } = item;
    for (const { select, paths, create } of known) {
      if (!select || select.matches(item) === false) continue;
      for (const path of paths.length > 0 ? paths : ['metadata.name']) {
        root = hide(root, stepsOf(path), create ? place : undefined, place, new Budget(MAX_NODES)) as MapNode;
      }
    }
    return withRoot(item, root, true);
  };
}

/** `a.b.[name=x].c\.d` */
const stepsOf = (path: string): string[] =>
  [...path.matchAll(/\[[^\]]*\]|(?:\\.|[^.\\])+/g)].map(([step]) => step.replace(/\\(.)/g, '$1'));

function hide(
  node: YamlNode,
  steps: readonly string[],
  create: Place | undefined,
  place: Place,
  budget: Budget,
): YamlNode {
  budget.spend();
  const [step, ...rest] = steps;
  if (step === undefined) return scalarAt(place, undefined, true);
  if (isSeq(node)) {
    const filter = /^\[([^=]+)=(.*)\]$/.exec(step);
    return withItems(
      node,
      node.items.map((item, i) => {
        const value = filter ? entryOf(item, filter[1]!)?.value : undefined;
        const chosen = filter
          ? isScalar(value) && (value.unknown || value.text === filter[2])
          : step === '*' || step === String(i);
        return chosen ? hide(item, rest, create, place, budget) : item;
      }),
    );
  }
  if (!isMap(node)) return node;
  const entries = step === '*' ? node.entries : node.entries.filter((entry) => entry.key.text === step);
  let result = node;
  for (const entry of entries) result = setKey(result, entry.key, hide(entry.value, rest, create, place, budget));
  if (entries.length === 0 && create)
    result = setKey(result, scalarAt(place, step), hide(mapAt(place), rest, create, place, budget));
  return result;
}
