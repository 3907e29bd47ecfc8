/** What a refresh changed, in words. */
import type { RawList, RawMap, RawNode, RawObject, RawStructure } from '../../server/src/core/schema/raw';
import { Interner } from './structure.mts';

/** Lines such as `security.istio.io/v1/AuthorizationPolicy: spec.rules[].when[].key: added`; none when nothing changed. */
export function diffStructures(before: RawStructure, after: RawStructure): string[] {
  const interner = new Interner();
  const oldIds = new Map<number, number>();
  const newIds = new Map<number, number>();
  const lines: string[] = [];
  const seen = new Set<string>();
  const { nodes } = interner;

  const compare = (where: string, path: string, a: number, b: number): void => {
    if (a === b || seen.has(`${a} ${b}`)) return;
    seen.add(`${a} ${b}`);
    const one = nodes[a]!;
    const two = nodes[b]!;
    const say = (what: string) => lines.push(`${where}: ${path || 'the object'}: ${what}`);
    if (shape(one) !== shape(two)) say(`type changed from ${shape(one)} to ${shape(two)}`);
    else if (typeof one === 'object' && typeof two === 'object' && 'l' in one && 'l' in two) {
      compareLimits(one, two, say);
      compare(where, `${path}[]`, one.l, two.l);
    } else if (typeof one === 'object' && typeof two === 'object' && 'm' in one && 'm' in two) {
      compareLimits(one, two, say);
      compare(where, `${path}.*`, one.m, two.m);
    } else if (typeof one === 'object' && typeof two === 'object' && 'o' in one && 'o' in two)
      compareObjects(where, path, one, two, say);
    else say(`accepted values, default or limits changed from ${JSON.stringify(one)} to ${JSON.stringify(two)}`);
  };

  const compareObjects = (
    where: string,
    path: string,
    one: RawObject,
    two: RawObject,
    say: (what: string) => void,
  ): void => {
    const below = (name: string) => (path ? `${path}.${name}` : name);
    for (const name of Object.keys(one.o)) if (!(name in two.o)) lines.push(`${where}: ${below(name)}: removed`);
    for (const name of Object.keys(two.o)) if (!(name in one.o)) lines.push(`${where}: ${below(name)}: added`);
    for (const name of two.r ?? []) if (!one.r?.includes(name)) lines.push(`${where}: ${below(name)}: now required`);
    for (const name of one.r ?? [])
      if (!two.r?.includes(name)) lines.push(`${where}: ${below(name)}: no longer required`);
    if (one.w !== two.w) say(two.w ? 'other fields are kept now' : 'other fields are dropped now');
    if (JSON.stringify(one.x) !== JSON.stringify(two.x)) say('which fields exclude each other changed');
    const together = ({ a, when, le }: RawObject) => JSON.stringify([a, when, le]);
    if (together(one) !== together(two)) say('which fields need or limit each other changed');
    for (const [name, child] of Object.entries(one.o)) {
      if (name in two.o) compare(where, below(name), child, two.o[name]!);
    }
  };

  for (const [key, id] of Object.entries(before.kinds)) {
    const after_ = after.kinds[key];
    if (after_ === undefined) lines.push(`${key}: removed`);
    else compare(key, '', interner.adopt(before.nodes, id, oldIds), interner.adopt(after.nodes, after_, newIds));
  }
  for (const key of Object.keys(after.kinds)) if (!(key in before.kinds)) lines.push(`${key}: added`);
  return lines;
}

/** Numbers of items and what tells them apart: everything of a list or map but its items. */
function compareLimits(one: RawList | RawMap, two: RawList | RawMap, say: (what: string) => void): void {
  const limits = (node: RawList | RawMap) => JSON.stringify({ ...node, l: undefined, m: undefined });
  if (limits(one) !== limits(two)) say(`limits changed from ${limits(one)} to ${limits(two)}`);
}

const NAMES: Readonly<Record<string, string>> = {
  s: 'string',
  i: 'integer',
  n: 'number',
  b: 'boolean',
  x: 'integer or string',
  q: 'quantity',
  '*': 'anything',
};

function shape(node: RawNode): string {
  if (typeof node === 'string') return NAMES[node]!;
  if ('l' in node) return 'list';
  if ('m' in node) return 'map';
  return 'o' in node ? 'object' : NAMES[node.t]!;
}
