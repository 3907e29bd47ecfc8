/** Our own descriptions: an overlay over the schemas, in files that no import touches (schemas/docs/*.yaml). */
import { KINDS, type Kind } from '../model/kinds';
import { ownValue } from '../own-value';
import { parsePath, printPath, type SchemaNode, type SchemaPath, type SchemaStore } from './store';

/** A field in words. A bare string is the text. */
export type RawFieldDoc =
  | string
  | {
      readonly text: string;
      /** What happens when the field is left out, where the schema does not say. */
      readonly default?: string;
      /** Accepted values with what each does. */
      readonly values?: Readonly<Record<string, string>>;
      readonly since?: string;
      readonly link?: string;
    };

export interface RawPartDoc {
  /** By path below the part's root: `rules[].from[].source`. */
  readonly fields?: Readonly<Record<string, RawFieldDoc>>;
  /** Path to the name of the shared part that describes what is below it. */
  readonly use?: Readonly<Record<string, string>>;
}

export interface RawKindDoc extends RawPartDoc {
  readonly text: string;
  readonly link?: string;
}

/** Describes the fields of every object that has all fields of `match` (containers, pod specs, metadata). */
export interface RawShapeDoc {
  readonly match: readonly string[];
  readonly fields: Readonly<Record<string, RawFieldDoc>>;
}

/** An annotation or label. */
export interface RawKeyDoc {
  readonly key: string;
  readonly place: 'annotation' | 'label' | 'both';
  /** Ids of kinds it counts on; `PodTemplate` stands for `metadata` of a pod template. */
  readonly on: readonly string[];
  readonly text: string;
  readonly values?: Readonly<Record<string, string>>;
  /** An example, where the values are free. */
  readonly example?: string;
  readonly default?: string;
  readonly since?: string;
  readonly deprecated?: string;
  readonly link?: string;
}

/** A setting inside the JSON of one of a ConfigMap's keys. */
export interface RawSettingDoc {
  readonly text: string;
  readonly type?: 'string' | 'boolean' | 'integer' | 'number' | 'list' | 'object' | 'any';
  readonly default?: string | number | boolean;
  /** What KServe's own manifest writes, where the code has no default. */
  readonly shipped?: string | number | boolean;
  readonly values?: readonly string[];
  readonly required?: boolean;
  readonly since?: string;
  readonly link?: string;
  /** Settings below this one. */
  readonly fields?: Readonly<Record<string, RawSettingDoc>>;
  /** What each member of a list, or each value under a free key, holds. */
  readonly element?: RawSettingDoc;
}

export interface RawDocs {
  readonly kinds: Readonly<Record<string, RawKindDoc>>;
  readonly shared: Readonly<Record<string, RawPartDoc>>;
  readonly shapes: readonly RawShapeDoc[];
  readonly keys: readonly RawKeyDoc[];
  /** ConfigMap name to its data keys. */
  readonly config: Readonly<Record<string, Readonly<Record<string, RawSettingDoc>>>>;
}

export type FieldDoc = Exclude<RawFieldDoc, string>;

const asDoc = (doc: RawFieldDoc | undefined): FieldDoc | undefined => (typeof doc === 'string' ? { text: doc } : doc);

export class DocStore {
  readonly #load: () => RawDocs;
  readonly #parsed = new WeakMap<RawPartDoc, readonly { readonly below: readonly string[]; readonly name: string }[]>();
  #docs: RawDocs | undefined;

  constructor(load: () => RawDocs) {
    this.#load = load;
  }

  get raw(): RawDocs {
    this.#docs ??= this.#load();
    return this.#docs;
  }

  kind(id: string): RawKindDoc | undefined {
    return this.raw.kinds[id];
  }

  /**
   * Words for the field at a path.
   * @param root schema of the kind, to recognise containers and the like by their shape
   */
  field(kindId: string, root: SchemaNode | undefined, path: SchemaPath, store: SchemaStore): FieldDoc | undefined {
    const steps = generalised(root, path);
    const own = this.#inPart(this.raw.kinds[kindId], steps) ?? this.#inPart(this.raw.shared.Object, steps);
    if (own !== undefined) return asDoc(own);
    const name = steps.at(-1);
    const parent = store.at(root, steps.slice(0, -1));
    if (name === undefined || name === '[]' || !parent) return undefined;
    for (const shape of this.raw.shapes) {
      if (Object.hasOwn(shape.fields, name) && shape.match.every((field) => parent.fields.has(field)))
        return asDoc(shape.fields[name]);
    }
    return undefined;
  }

  #uses(part: RawPartDoc): readonly { readonly below: readonly string[]; readonly name: string }[] {
    let uses = this.#parsed.get(part);
    if (!uses) {
      uses = Object.entries(part.use ?? {}).map(([prefix, name]) => ({ below: parsePath(prefix), name }));
      this.#parsed.set(part, uses);
    }
    return uses;
  }

  #inPart(part: RawPartDoc | undefined, steps: readonly string[], depth = 0): RawFieldDoc | undefined {
    if (!part || depth > 8) return undefined;
    const path = printPath(steps);
    const own = ownValue(part.fields, path);
    if (own !== undefined) return own;
    let best: { length: number; name: string } | undefined;
    for (const { below, name } of this.#uses(part)) {
      if (
        below.length < steps.length &&
        below.every((step, i) => step === steps[i]) &&
        below.length >= (best?.length ?? 0)
      ) {
        best = { length: below.length, name };
      }
    }
    return best && this.#inPart(this.raw.shared[best.name], steps.slice(best.length), depth + 1);
  }

  /** Annotations or labels that count on a kind; for `PodTemplate` those of pod templates. */
  keysOn(target: string, place: 'annotation' | 'label'): readonly RawKeyDoc[] {
    return this.raw.keys.filter((key) => (key.place === place || key.place === 'both') && key.on.includes(target));
  }

  /** What is known of an annotation or label, wherever it stands. */
  key(name: string, place?: 'annotation' | 'label'): RawKeyDoc | undefined {
    const all = this.raw.keys.filter((key) => key.key === name);
    return all.find((key) => key.place === place || key.place === 'both') ?? all[0];
  }

  /** Settings of a ConfigMap by its name, e.g. `inferenceservice-config`. */
  config(name: string): Readonly<Record<string, RawSettingDoc>> | undefined {
    return ownValue(this.raw.config, name);
  }
}

/** The path as descriptions write it: `[]` for a list's items and for a map's own keys. */
function generalised(root: SchemaNode | undefined, path: SchemaPath): string[] {
  let node = root;
  return path.map((step) => {
    const free = typeof step === 'number' || node?.type === 'list' || node?.type === 'map';
    node = node?.step(step);
    return free ? '[]' : step;
  });
}

/** Described fields that no schema has: `Kind: path`. */
export function checkDocs(docs: RawDocs, store: SchemaStore): string[] {
  const dangling: string[] = [];
  const used = new Map<string, SchemaNode[]>();
  const visit = (where: string, part: RawPartDoc, roots: readonly SchemaNode[]) => {
    for (const path of Object.keys(part.fields ?? {})) {
      if (!roots.some((root) => store.at(root, parsePath(path)))) dangling.push(`${where}: ${path}`);
    }
    for (const [path, name] of Object.entries(part.use ?? {})) {
      const nodes = roots.flatMap((root) => store.at(root, parsePath(path)) ?? []);
      if (nodes.length === 0) dangling.push(`${where}: ${path}`);
      if (!docs.shared[name]) dangling.push(`${where}: ${path} uses ${name}, which is described nowhere`);
      used.set(name, [...(used.get(name) ?? []), ...nodes]);
    }
  };
  for (const [id, part] of Object.entries(docs.kinds)) {
    const kind: Kind | undefined = KINDS.find((each) => each.id === id);
    const roots = kind
      ? store.versionsOf(kind.group, kind.kind).flatMap((version) => store.root(kind.group, version, kind.kind) ?? [])
      : [];
    if (roots.length > 0) visit(id, part, roots);
    else dangling.push(`${id}: no such kind`);
  }
  // Shared parts may use each other: settle from the outside in.
  const done = new Set<string>();
  for (let round = 0; round < 8; round++) {
    for (const [name, roots] of [...used]) {
      const part = docs.shared[name];
      if (!part || done.has(name)) continue;
      done.add(name);
      visit(name, part, roots);
    }
  }
  for (const shape of docs.shapes) {
    for (let id = 0, left = new Set(Object.keys(shape.fields)); left.size > 0; id++) {
      if (id >= store.size) {
        for (const name of left) dangling.push(`objects with ${shape.match.join(', ')}: ${name}`);
        break;
      }
      const { fields } = store.node(id);
      if (fields.size > 0 && shape.match.every((field) => fields.has(field)))
        for (const name of fields.keys()) left.delete(name);
    }
  }
  return dangling;
}
