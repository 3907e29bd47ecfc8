/** Which objects a patch or replacement is for: kustomize's selectors, three-valued. */
import { entriesOf, isScalar, type MapNode, stringOf, type YamlNode } from '../yaml/node';
import { goPattern } from './go-pattern';
import { effectiveNamespace, type Item, idOf, isVague, labelsOf, originalId } from './item';

export type Maybe = boolean | 'unknown';

/** `undefined` in the place of a condition: none. */
export interface Target {
  readonly node: MapNode;
  readonly matches: (item: Item) => Maybe;
  /** True when the kind may be this one. */
  readonly mayBeKind: (kind: string) => boolean;
  /** The name, where the target has one that is no pattern. */
  readonly name: string | undefined;
}

type Condition = (text: string) => Maybe;

const every = (parts: readonly Maybe[]): Maybe =>
  parts.includes(false) ? false : parts.includes('unknown') ? 'unknown' : true;
const some = (parts: readonly Maybe[]): Maybe =>
  parts.includes(true) ? true : parts.includes('unknown') ? 'unknown' : false;

const IDENTITY = ['group', 'version', 'kind', 'name', 'namespace'] as const;

export function readTarget(node: MapNode): Target {
  const conditions = new Map<string, Condition>();
  for (const key of IDENTITY) {
    const value = node.entries.find((entry) => entry.key.text === key)?.value;
    const condition = conditionOf(value);
    if (condition) conditions.set(key, condition);
  }
  const holds = (key: (typeof IDENTITY)[number], text: string | undefined): Maybe => {
    const condition = conditions.get(key);
    return condition ? (text === undefined ? 'unknown' : condition(text)) : true;
  };
  const selectors = (['labels', 'annotations'] as const).map((field) => ({
    field,
    requirements: requirementsOf(
      node.entries.find((entry) => entry.key.text === (field === 'labels' ? 'labelSelector' : 'annotationSelector'))
        ?.value,
    ),
  }));
  const name = stringOf(node.entries.find((entry) => entry.key.text === 'name')?.value);
  return {
    node,
    name: name !== undefined && /^[a-z0-9.-]+$/.test(name) && !/\.\*|\.\+/.test(name) ? name : undefined,
    mayBeKind: (kind) => holds('kind', kind) !== false,
    matches: (item) => {
      const now = idOf(item.root);
      const first = originalId(item);
      return every([
        holds('group', now.group),
        holds('version', now.version),
        holds('kind', now.kind),
        some([holds('name', first.name), holds('name', now.name)]),
        some([holds('namespace', effectiveNamespace(first)), holds('namespace', effectiveNamespace(now))]),
        ...selectors.map(({ field, requirements }) => meets(labelsOf(item.root, field), requirements)),
        ...(isVague(now) && conditions.has('name') && now.name === undefined ? ['unknown' as const] : []),
      ]);
    },
  };
}

function conditionOf(node: YamlNode | undefined): Condition | undefined {
  if (!node) return undefined;
  const pattern = stringOf(node);
  if (pattern === '') return undefined;
  const test = pattern === undefined ? undefined : goPattern(pattern);
  return test ?? (() => 'unknown');
}

interface Requirement {
  readonly key: string;
  readonly values: readonly string[] | undefined;
  readonly negated: boolean;
}

/** `a=b,c!=d,e in (f,g),h,!i` as requirements; `undefined` when it is none of that. */
function requirementsOf(node: YamlNode | undefined): readonly Requirement[] | undefined {
  if (!node) return [];
  const text = stringOf(node);
  if (text === undefined) return undefined;
  const found: Requirement[] = [];
  // A comma inside parentheses separates values.
  for (const part of text.split(/,(?![^(]*\))/).map((each) => each.trim())) {
    if (part === '') continue;
    const set = /^([^\s=!()]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(part);
    const equal = /^([^\s=!()]+)\s*(==|=|!=)\s*([^\s=!()]*)$/.exec(part);
    const exists = /^(!?)\s*([^\s=!()]+)$/.exec(part);
    if (set) {
      const values = set[3]!.split(',').map((value) => value.trim());
      found.push({ key: set[1]!, values, negated: set[2] === 'notin' });
    } else if (equal) found.push({ key: equal[1]!, values: [equal[3]!], negated: equal[2] === '!=' });
    else if (exists) found.push({ key: exists[2]!, values: undefined, negated: exists[1] === '!' });
    else return undefined;
  }
  return found;
}

function meets(labels: MapNode | undefined, requirements: readonly Requirement[] | undefined): Maybe {
  if (!requirements) return 'unknown';
  return every(
    requirements.map(({ key, values, negated }): Maybe => {
      const value = entriesOf(labels).find((entry) => entry.key.text === key)?.value;
      if (!value) return labels?.open ? 'unknown' : negated;
      if (values === undefined) return !negated;
      if (!isScalar(value) || value.unknown) return 'unknown';
      return values.includes(value.text) !== negated;
    }),
  );
}
