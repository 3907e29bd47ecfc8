/** Schemas as a user of them sees them: nodes that are read from the stored form when first asked for. */
import { KINDS, type Kind } from '../model/kinds';
import type { RawNode, RawStructure, RawType, RawWhen } from './raw';
import { TextPattern } from './text-pattern';

export type SchemaType =
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'int-or-string'
  | 'quantity'
  | 'any'
  | 'list'
  | 'map'
  | 'object';

const TYPES: Readonly<Record<RawType, SchemaType>> = {
  s: 'string',
  i: 'integer',
  n: 'number',
  b: 'boolean',
  x: 'int-or-string',
  q: 'quantity',
  '*': 'any',
};

/** Fields of which at most one may be set. */
export interface ExclusiveGroup {
  readonly fields: readonly string[];
  /** True when one of them must be set. */
  readonly needed: boolean;
}

export class SchemaNode {
  readonly type: SchemaType;
  readonly id: number;
  readonly #store: SchemaStore;
  readonly #raw: Exclude<RawNode, string>;
  #fields: ReadonlyMap<string, SchemaNode> | undefined;
  #pattern: TextPattern | undefined;

  constructor(store: SchemaStore, id: number, raw: RawNode) {
    this.#store = store;
    this.id = id;
    this.#raw = typeof raw === 'string' ? { t: raw } : raw;
    this.type = 'l' in this.#raw ? 'list' : 'm' in this.#raw ? 'map' : 'o' in this.#raw ? 'object' : TYPES[this.#raw.t];
  }

  /** Accepted values; `undefined`: any of the type. */
  get values(): readonly (string | number)[] | undefined {
    return 't' in this.#raw ? this.#raw.e : undefined;
  }

  /** What the API server fills in when the field is left out. */
  get default(): string | number | boolean | undefined {
    return 't' in this.#raw ? this.#raw.d : undefined;
  }

  get format(): string | undefined {
    return 't' in this.#raw ? this.#raw.f : undefined;
  }

  get minimum(): number | undefined {
    return 't' in this.#raw ? this.#raw.min : undefined;
  }

  get maximum(): number | undefined {
    return 't' in this.#raw ? this.#raw.max : undefined;
  }

  /** RE2 pattern that must be found in the text. */
  get pattern(): string | undefined {
    return 't' in this.#raw ? this.#raw.p : undefined;
  }

  /** True also where there is no pattern, or one that cannot be read: nothing follows from it. */
  matches(text: string): boolean {
    const { pattern } = this;
    if (pattern === undefined) return true;
    this.#pattern ??= TextPattern.read(pattern);
    return this.#pattern?.test(text) ?? true;
  }

  /** In characters. */
  get minLength(): number | undefined {
    return 't' in this.#raw ? this.#raw.nl : undefined;
  }

  get maxLength(): number | undefined {
    return 't' in this.#raw ? this.#raw.xl : undefined;
  }

  /** `*x`: text that must not occur; `=x`: text that must not be all. */
  get banned(): readonly string[] {
    return ('t' in this.#raw ? this.#raw.no : undefined) ?? [];
  }

  /** Fewest and most items of a list, or keys of a map. */
  get minCount(): number | undefined {
    return 'l' in this.#raw || 'm' in this.#raw ? this.#raw.mn : undefined;
  }

  get maxCount(): number | undefined {
    return 'l' in this.#raw || 'm' in this.#raw ? this.#raw.mx : undefined;
  }

  /** Groups of fields in all of which no two items of the list agree (see raw.ts). */
  get uniqueKeys(): readonly (readonly string[])[] {
    return ('l' in this.#raw ? this.#raw.k : undefined) ?? [];
  }

  get onceItems(): readonly (readonly [string, string])[] {
    return ('l' in this.#raw ? this.#raw.once : undefined) ?? [];
  }

  get apartItems(): readonly (readonly [string, string, string])[] {
    return ('l' in this.#raw ? this.#raw.apart : undefined) ?? [];
  }

  get aloneItems(): readonly string[] {
    return ('l' in this.#raw ? this.#raw.alone : undefined) ?? [];
  }

  /** Items of a list, or values of a map with free keys. */
  get element(): SchemaNode | undefined {
    if ('l' in this.#raw) return this.#store.node(this.#raw.l);
    return 'm' in this.#raw ? this.#store.node(this.#raw.m) : undefined;
  }

  /** Known fields of an object, in upstream's order; empty for other types. */
  get fields(): ReadonlyMap<string, SchemaNode> {
    if (!this.#fields) {
      const names = 'o' in this.#raw ? Object.entries(this.#raw.o) : [];
      this.#fields = new Map(names.map(([name, id]) => [name, this.#store.node(id)]));
    }
    return this.#fields;
  }

  get required(): readonly string[] {
    return ('o' in this.#raw ? this.#raw.r : undefined) ?? [];
  }

  get exclusive(): readonly ExclusiveGroup[] {
    const groups = ('o' in this.#raw ? this.#raw.x : undefined) ?? [];
    return groups.map((group) => ({ fields: group.filter((name) => name !== '!'), needed: group[0] === '!' }));
  }

  /** Groups of fields of which at least one must be set. */
  get anyOf(): readonly (readonly string[])[] {
    return ('o' in this.#raw ? this.#raw.a : undefined) ?? [];
  }

  get when(): readonly RawWhen[] {
    return ('o' in this.#raw ? this.#raw.when : undefined) ?? [];
  }

  /** Pairs of number fields: the first is at most the second. */
  get ordered(): readonly (readonly [string, string])[] {
    return ('o' in this.#raw ? this.#raw.le : undefined) ?? [];
  }

  /** True when fields that are not listed are kept. */
  get open(): boolean {
    return this.type === 'any' || ('o' in this.#raw && this.#raw.w === 1);
  }

  /** The schema one step below: a field, an item (`[]` or a number), or a map's value. */
  step(step: string | number): SchemaNode | undefined {
    if (this.type === 'list') return typeof step === 'number' || step === '[]' ? this.element : undefined;
    if (this.type === 'map') return this.element;
    return typeof step === 'string' ? this.fields.get(step) : undefined;
  }
}

/** One kind in one served version. */
export interface KindVersion {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export type SchemaPath = readonly (string | number)[];

export class SchemaStore {
  readonly #load: () => RawStructure;
  readonly #nodes: SchemaNode[] = [];
  #structure: RawStructure | undefined;

  /** @param load gives the stored form; called once, when the first schema is asked for */
  constructor(load: () => RawStructure) {
    this.#load = load;
  }

  get #raw(): RawStructure {
    this.#structure ??= this.#load();
    return this.#structure;
  }

  node(id: number): SchemaNode {
    this.#nodes[id] ??= new SchemaNode(this, id, this.#raw.nodes[id]!);
    return this.#nodes[id];
  }

  /** Every node there is: for tests that walk them all. */
  get size(): number {
    return this.#raw.nodes.length;
  }

  /** All kinds and versions with a schema, ordered by group, version and kind. */
  kinds(): KindVersion[] {
    return Object.keys(this.#raw.kinds)
      .filter((key) => !key.startsWith('meta/'))
      .map((key) => {
        const [group, version, kind] = key.split('/') as [string, string, string];
        return { group, version, kind };
      });
  }

  /** Kinds of a group, each once. */
  kindsOf(group: string): readonly string[] {
    return [...new Set(this.kinds().flatMap((each) => (each.group === group ? each.kind : [])))];
  }

  /** Versions of a kind that have a schema, preferred first; none for kinds without. */
  versionsOf(group: string, kind: string): readonly string[] {
    const preferred = KINDS.find((each: Kind) => each.group === group && each.kind === kind)?.versions ?? [];
    const rank = (version: string) =>
      (preferred as readonly string[]).includes(version) ? (preferred as readonly string[]).indexOf(version) : 99;
    return this.kinds()
      .filter((each) => each.group === group && each.kind === kind)
      .map((each) => each.version)
      .sort((a, b) => rank(a) - rank(b));
  }

  /** Schema of a kind's root; `undefined` when that version has none. */
  root(group: string, version: string, kind: string): SchemaNode | undefined {
    const id = this.#raw.kinds[`${group}/${version}/${kind}`];
    return id === undefined ? undefined : this.node(id);
  }

  /** Schema of a kind's root in that version, or else in the preferred one. */
  rootOrPreferred(group: string, version: string, kind: string): SchemaNode | undefined {
    const exact = this.root(group, version, kind);
    if (exact) return exact;
    const [preferred] = this.versionsOf(group, kind);
    return preferred === undefined ? undefined : this.root(group, preferred, kind);
  }

  /** Schema at a path of keys, indexes and `[]`; `undefined` where the schema knows nothing. */
  at(root: SchemaNode | undefined, path: SchemaPath): SchemaNode | undefined {
    let node = root;
    for (const step of path) node = node?.step(step);
    return node;
  }
}

/** `spec.rules[].from` as steps; map keys with dots cannot be written so. */
export const parsePath = (path: string): string[] =>
  path === ''
    ? []
    : path.split('.').flatMap((part) => {
        const names = part.split('[]');
        return names.flatMap((name, i) => [...(name ? [name] : []), ...(i < names.length - 1 ? ['[]'] : [])]);
      });

/** Steps as text: `spec.rules[].from`. */
export const printPath = (path: SchemaPath): string =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' || step === '[]' ? `${text}[]` : text ? `${text}.${step}` : step),
    '',
  );
