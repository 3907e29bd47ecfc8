/** One OpenAPI or JSON Schema node → our nodes: structure and limits only, no descriptions. */
import type { RawNode, RawScalar } from '../../server/src/core/schema/raw';
import { TextPattern } from '../../server/src/core/schema/text-pattern';
import { type Checks, readRule } from './cel.mts';
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
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly oneOf?: readonly Upstream[];
  readonly allOf?: readonly Upstream[];
  readonly not?: Upstream;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly { readonly rule?: unknown }[];
}

const SCALARS: Readonly<Record<string, 's' | 'i' | 'n' | 'b'>> = {
  string: 's',
  integer: 'i',
  number: 'n',
  boolean: 'b',
};
/** Formats that change what a user may write; `int32` and the like do not. */
const FORMATS = new Set(['date-time', 'byte', 'duration']);

/** What a schema is made of beside its structure: values that the import does not take over are counted by kind. */
export type Skipped = Map<string, number>;

/** Deeper than any API's schema; a YAML anchor can make one that holds itself. */
const MAX_DEPTH = 100;

export interface ConverterOptions {
  /** Definitions that `$ref` may name. */
  readonly definitions?: Readonly<Record<string, Upstream>>;
  /** Counts what is in the schemas and not taken over. */
  readonly skipped?: Skipped;
}

export class Converter {
  readonly #interner: Interner;
  readonly #objectMeta: () => number;
  readonly #definitions: Readonly<Record<string, Upstream>> | undefined;
  readonly #skipped: Skipped;
  readonly #byReference = new Map<string, number>();

  /** @param objectMeta number of the node that stands for untyped `metadata` */
  constructor(
    interner: Interner,
    objectMeta: () => number,
    { definitions, skipped = new Map() }: ConverterOptions = {},
  ) {
    this.#interner = interner;
    this.#objectMeta = objectMeta;
    this.#definitions = definitions;
    this.#skipped = skipped;
  }

  /**
   * The root of a kind: `metadata` is ObjectMeta, and `status` is nobody's to write, so it is left opaque.
   * @throws Error whose message names the path of what cannot be read
   */
  root(schema: Upstream): number {
    const fields: Record<string, number> = {
      apiVersion: this.#interner.add('s'),
      kind: this.#interner.add('s'),
      metadata: this.#objectMeta(),
    };
    for (const [name, field] of propertiesOf(schema, [])) {
      if (name === 'status') fields.status = this.#interner.add('*');
      else if (!(name in fields)) fields[name] = this.node(field, [name]);
    }
    return this.#object(schema, fields, this.#checks(schema));
  }

  /**
   * @param asked what a list's rules ask of this item
   * @throws Error for a reference to a definition that the file does not hold, and for what is no schema
   */
  node(schema: Upstream, path: readonly string[] = [], asked: readonly Checks[] = []): number {
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) throw notReadable(path, 'no schema');
    if (path.length > MAX_DEPTH) throw notReadable(path.slice(0, 6), 'a schema that holds itself');
    if (schema.$ref !== undefined) return this.#reference(schema.$ref, path);
    if (schema['x-kubernetes-int-or-string']) return this.#interner.add(isQuantity(schema) ? 'q' : 'x');
    const type = typeof schema.type === 'string' ? schema.type : schema.type?.find((each) => each !== 'null');
    const checks = [...asked, ...this.#checks(schema)];
    if (type === 'array') return this.#interner.add(this.#list(schema, path, checks));
    if (type !== undefined && type in SCALARS) return this.#interner.add(this.#scalar(schema, SCALARS[type]!, checks));
    if (type === 'object' || schema.properties) return this.#objectOrMap(schema, path, checks);
    if (type !== undefined) this.#skip(`type ${type}`);
    return this.#interner.add('*');
  }

  #skip(what: string): void {
    this.#skipped.set(what, (this.#skipped.get(what) ?? 0) + 1);
  }

  #checks(schema: Upstream): Checks[] {
    for (const keyword of NOT_TAKEN) if (keyword in schema) this.#skip(keyword);
    return (schema['x-kubernetes-validations'] ?? []).flatMap(({ rule }) => {
      const checks = readRule(String(rule));
      if (!checks) this.#skip('validation rule');
      return checks ?? [];
    });
  }

  #reference(reference: string, path: readonly string[]): number {
    const name = reference.slice(reference.lastIndexOf('/') + 1);
    const known = this.#byReference.get(name);
    if (known !== undefined) return known;
    const target = this.#definitions?.[name];
    if (!target) throw notReadable(path, `a reference to ${reference}, which is not among the definitions`);
    if (name.endsWith('.IntOrString')) return this.#interner.add('x');
    if (name.endsWith('.Quantity')) return this.#interner.add('q');
    // A definition that holds itself (JSON Schema does) is opaque from the second level on.
    this.#byReference.set(name, this.#interner.add('*'));
    const id = this.node(target, path);
    this.#byReference.set(name, id);
    return id;
  }

  #list(schema: Upstream, path: readonly string[], checks: readonly Checks[]): RawNode {
    const items = checks.flatMap((each) => each.item ?? []);
    const keys = checks.flatMap((each) => (each.unique ? [each.unique] : []));
    // The API server holds CRDs to it; of its own kinds it is only how patches merge.
    if (!this.#definitions) {
      if (schema['x-kubernetes-list-type'] === 'map') keys.push(schema['x-kubernetes-list-map-keys'] ?? []);
      if (schema['x-kubernetes-list-type'] === 'set') keys.push([]);
    }
    const unique = [...new Map(keys.map((each) => [each.join(' '), each])).values()];
    const once = checks.flatMap((each) => (each.once ? [each.once] : []));
    const apart = checks.flatMap((each) => (each.apart ? [each.apart] : []));
    const alone = checks.flatMap((each) => each.alone ?? []);
    return {
      l: this.node(schema.items ?? {}, [...path, '[]'], items),
      ...(schema.minItems ? { mn: schema.minItems } : {}),
      ...(schema.maxItems !== undefined ? { mx: schema.maxItems } : {}),
      ...(unique.length > 0 ? { k: unique } : {}),
      ...(once.length > 0 ? { once } : {}),
      ...(apart.length > 0 ? { apart } : {}),
      ...(alone.length > 0 ? { alone } : {}),
    };
  }

  #objectOrMap(schema: Upstream, path: readonly string[], checks: readonly Checks[]): number {
    const values = schema.additionalProperties;
    if (!schema.properties && typeof values === 'object') {
      return this.#interner.add({
        m: this.node(values, [...path, '*']),
        ...(schema.minProperties ? { mn: schema.minProperties } : {}),
        ...(schema.maxProperties !== undefined ? { mx: schema.maxProperties } : {}),
      });
    }
    const fields: Record<string, number> = {};
    for (const [name, field] of propertiesOf(schema, path)) {
      const untyped = field?.type === 'object' && (!field.properties || field['x-kubernetes-preserve-unknown-fields']);
      fields[name] =
        name === 'metadata' && untyped && !field.additionalProperties
          ? this.#objectMeta()
          : this.node(field, [...path, name]);
    }
    return this.#object(schema, fields, checks);
  }

  #object(schema: Upstream, fields: Record<string, number>, checks: readonly Checks[]): number {
    // The API server fills in defaults before it looks for what is required.
    const required = (schema.required ?? []).filter((name) => schema.properties?.[name]?.default === undefined);
    const exclusive = [
      ...[schema, ...(schema.allOf ?? [])].flatMap((part) => exclusiveGroups(part.oneOf)),
      ...checks.flatMap((each) => (each.exclusive ? [each.exclusive] : [])),
    ];
    const anyOf = checks.flatMap((each) => (each.anyOf ? [each.anyOf] : []));
    const when = checks.flatMap((each) => each.when ?? []);
    const order = checks.flatMap((each) => (each.order ? [each.order] : []));
    const open =
      schema['x-kubernetes-preserve-unknown-fields'] === true ||
      schema.additionalProperties === true ||
      Object.keys(fields).length === 0;
    const node: RawNode = {
      o: fields,
      ...(required.length > 0 ? { r: required } : {}),
      ...(exclusive.length > 0 ? { x: exclusive } : {}),
      ...(anyOf.length > 0 ? { a: anyOf } : {}),
      ...(when.length > 0 ? { when } : {}),
      ...(order.length > 0 ? { le: order } : {}),
      ...(open ? { w: 1 as const } : {}),
    };
    return this.#interner.add(node);
  }

  #scalar(schema: Upstream, type: 's' | 'i' | 'n' | 'b', checks: readonly Checks[]): RawNode {
    const { default: value } = schema;
    const values = schema.enum ?? checks.find((each) => each.values)?.values;
    const range = checks.find((each) => each.range)?.range;
    const min = range ? Math.max(schema.minimum ?? range[0], range[0]) : schema.minimum;
    const max = range ? Math.min(schema.maximum ?? range[1], range[1]) : schema.maximum;
    const banned = checks.flatMap((each) => each.banned ?? []);
    const format = checks.some((each) => each.duration) ? 'duration' : schema.format;
    const pattern = this.#pattern(schema.pattern);
    const full: RawScalar = {
      t: type,
      ...(values ? { e: values } : {}),
      ...(typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? { d: value } : {}),
      ...(format && FORMATS.has(format) ? { f: format } : {}),
      ...(min !== undefined ? { min } : {}),
      ...(max !== undefined && max <= 65_535 ? { max } : {}),
      ...(pattern !== undefined ? { p: pattern } : {}),
      ...(schema.minLength ? { nl: schema.minLength } : {}),
      ...(schema.maxLength !== undefined ? { xl: schema.maxLength } : {}),
      ...(banned.length > 0 ? { no: banned } : {}),
    };
    return Object.keys(full).length === 1 ? type : full;
  }

  #pattern(pattern: string | undefined): string | undefined {
    if (pattern === undefined || TextPattern.read(pattern)) return pattern;
    this.#skip('pattern of another syntax');
    return undefined;
  }
}

/** Keywords that change what the API server takes and that have no counterpart here. */
const NOT_TAKEN = ['exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'uniqueItems'] as const;

function propertiesOf(schema: Upstream, path: readonly string[]): [string, Upstream][] {
  const { properties = {} } = schema;
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties))
    throw notReadable(path, 'properties that are no map');
  return Object.entries(properties);
}

const notReadable = (path: readonly string[], what: string): Error =>
  new Error(`${path.join('.') || 'the schema'}: ${what}`);

/** Kubernetes writes quantities as int-or-string with a pattern of sign, digits and suffix. */
const isQuantity = (schema: Upstream): boolean => schema.pattern?.startsWith('^(\\+|-)?') ?? false;

/** istio writes "one of these fields, or none" as `oneOf` of `required` lists. */
function exclusiveGroups(oneOf: readonly Upstream[] | undefined): string[][] {
  if (!oneOf) return [];
  const names = oneOf.flatMap((branch) => (branch.required?.length === 1 ? branch.required : []));
  if (names.length < 2) return [];
  return [oneOf.some((branch) => branch.not) ? names : ['!', ...names]];
}
