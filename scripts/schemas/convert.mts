/** One OpenAPI or JSON Schema node → our nodes: structure only, no descriptions. */
import type { RawNode, RawScalar } from '../../server/src/core/schema/raw';
import type { Interner } from './structure.mts';

/** What we read of a schema; anything else in it is ignored. */
export interface Upstream {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Upstream>>;
  readonly items?: Upstream;
  readonly additionalProperties?: Upstream | boolean;
  readonly required?: readonly string[];
  readonly enum?: readonly (string | number)[];
  readonly default?: unknown;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly oneOf?: readonly Upstream[];
  readonly allOf?: readonly Upstream[];
  readonly not?: Upstream;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

const SCALARS: Readonly<Record<string, 's' | 'i' | 'n' | 'b'>> = {
  string: 's',
  integer: 'i',
  number: 'n',
  boolean: 'b',
};
/** Formats that change what a user may write; `int32` and the like do not. */
const FORMATS = new Set(['date-time', 'byte']);

export class Converter {
  readonly #interner: Interner;
  readonly #objectMeta: () => number;
  readonly #definitions: Readonly<Record<string, Upstream>>;
  readonly #byReference = new Map<string, number>();

  /** @param objectMeta number of the node that stands for untyped `metadata` */
  constructor(interner: Interner, objectMeta: () => number, definitions: Readonly<Record<string, Upstream>> = {}) {
    this.#interner = interner;
    this.#objectMeta = objectMeta;
    this.#definitions = definitions;
  }

  /** The root of a kind: `metadata` is ObjectMeta, and `status` is nobody's to write, so it is left opaque. */
  root(schema: Upstream): number {
    const fields: Record<string, number> = {
      apiVersion: this.#interner.add('s'),
      kind: this.#interner.add('s'),
      metadata: this.#objectMeta(),
    };
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      if (name === 'status') fields.status = this.#interner.add('*');
      else if (!(name in fields)) fields[name] = this.node(field);
    }
    return this.#object(schema, fields);
  }

  /** @throws Error for a reference to a definition that the file does not hold. */
  node(schema: Upstream): number {
    if (schema.$ref !== undefined) return this.#reference(schema.$ref);
    if (schema['x-kubernetes-int-or-string']) return this.#interner.add(isQuantity(schema) ? 'q' : 'x');
    const type = typeof schema.type === 'string' ? schema.type : schema.type?.find((each) => each !== 'null');
    if (type === 'array') return this.#interner.add({ l: this.node(schema.items ?? {}) });
    if (type !== undefined && type in SCALARS) return this.#interner.add(scalar(schema, SCALARS[type]!));
    if (type === 'object' || schema.properties) return this.#objectOrMap(schema);
    return this.#interner.add('*');
  }

  #reference(reference: string): number {
    const name = reference.slice(reference.lastIndexOf('/') + 1);
    const known = this.#byReference.get(name);
    if (known !== undefined) return known;
    const target = this.#definitions[name];
    if (!target) throw new Error(`refers to ${reference}, which is not among the definitions`);
    if (name.endsWith('.IntOrString')) return this.#interner.add('x');
    if (name.endsWith('.Quantity')) return this.#interner.add('q');
    // A definition that holds itself (JSON Schema does) is opaque from the second level on.
    this.#byReference.set(name, this.#interner.add('*'));
    const id = this.node(target);
    this.#byReference.set(name, id);
    return id;
  }

  #objectOrMap(schema: Upstream): number {
    const values = schema.additionalProperties;
    if (!schema.properties && typeof values === 'object') return this.#interner.add({ m: this.node(values) });
    const fields: Record<string, number> = {};
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      const untyped = field.type === 'object' && (!field.properties || field['x-kubernetes-preserve-unknown-fields']);
      fields[name] =
        name === 'metadata' && untyped && !field.additionalProperties ? this.#objectMeta() : this.node(field);
    }
    return this.#object(schema, fields);
  }

  #object(schema: Upstream, fields: Record<string, number>): number {
    // The API server fills in defaults before it looks for what is required.
    const required = (schema.required ?? []).filter((name) => schema.properties?.[name]?.default === undefined);
    const exclusive = [schema, ...(schema.allOf ?? [])].flatMap((part) => exclusiveGroups(part.oneOf));
    const open =
      schema['x-kubernetes-preserve-unknown-fields'] === true ||
      schema.additionalProperties === true ||
      Object.keys(fields).length === 0;
    const node: RawNode = {
      o: fields,
      ...(required.length > 0 ? { r: required } : {}),
      ...(exclusive.length > 0 ? { x: exclusive } : {}),
      ...(open ? { w: 1 as const } : {}),
    };
    return this.#interner.add(node);
  }
}

/** Kubernetes writes quantities as int-or-string with a pattern of sign, digits and suffix. */
const isQuantity = (schema: Upstream): boolean => schema.pattern?.startsWith('^(\\+|-)?') ?? false;

function scalar(schema: Upstream, type: 's' | 'i' | 'n' | 'b'): RawNode {
  const { default: value } = schema;
  const full: RawScalar = {
    t: type,
    ...(schema.enum ? { e: schema.enum } : {}),
    ...(typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? { d: value } : {}),
    ...(schema.format && FORMATS.has(schema.format) ? { f: schema.format } : {}),
    ...(schema.minimum !== undefined ? { min: schema.minimum } : {}),
    ...(schema.maximum !== undefined && schema.maximum <= 65_535 ? { max: schema.maximum } : {}),
  };
  return Object.keys(full).length === 1 ? type : full;
}

/** istio writes "one of these fields, or none" as `oneOf` of `required` lists. */
function exclusiveGroups(oneOf: readonly Upstream[] | undefined): string[][] {
  if (!oneOf) return [];
  const names = oneOf.flatMap((branch) => (branch.required?.length === 1 ? branch.required : []));
  if (names.length < 2) return [];
  return [oneOf.some((branch) => branch.not) ? names : ['!', ...names]];
}
