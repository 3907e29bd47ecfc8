/** What can be written at a path: keys with blocks to insert, and values. Pure data; the editor decides how to show it. */
import { KINDS, type Kind } from '../model/kinds';
import { DESCRIPTIONS } from './bundled';
import { fieldDoc, keyAt, keyPlace, keyTargets, type SchemaTarget, schemaAt, settingAt } from './describe';
import type { RawKeyDoc } from './docs';
import type { SchemaNode, SchemaPath } from './store';
import { typeWords } from './words';

export interface KeyChoice {
  readonly key: string;
  /** Type in words, and "required". */
  readonly detail: string;
  readonly required: boolean;
  /** Written by the API server or superseded: last in a list. */
  readonly rare: boolean;
  /** Whether a block follows, so that the value begins on the next line. */
  readonly block: boolean;
  /**
   * Snippet with tab stops (`$1`, `${2:text}`), `key:` included; two blanks a level, lines separated by LF. In flow style on one line.
   */
  readonly snippet: string;
}

export interface ValueChoice {
  readonly value: string;
  /** Whether it must be quoted to stay text. */
  readonly quote: boolean;
  readonly meaning: string | undefined;
  readonly isDefault: boolean;
}

export interface KeyContext {
  /** Keys that the map has already. */
  readonly present?: ReadonlySet<string>;
  /** Inside `{ }` or `[ ]`. */
  readonly flow?: boolean;
}

const RARE: ReadonlySet<string> = new Set([
  'status',
  'managedFields',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'ownerReferences',
  'finalizers',
]);

/** Keys that the map at `path` can take: required ones first, rare ones last, without those that present ones exclude. */
export function completeKeys(target: SchemaTarget, path: SchemaPath, context: KeyContext = {}): KeyChoice[] {
  const schema = schemaAt(target, path);
  if (!schema) return [];
  const present = context.present ?? new Set<string>();
  const place = keyPlace(path);
  if (place) return keyChoices(target, path, place, present);
  const excluded = new Set(
    schema.exclusive.filter((group) => group.fields.some((name) => present.has(name))).flatMap((group) => group.fields),
  );
  const choices: KeyChoice[] = [];
  for (const [name, field] of schema.fields) {
    if (present.has(name) || excluded.has(name)) continue;
    const required = schema.required.includes(name);
    choices.push({
      key: name,
      detail: `${typeWords(field)}${required ? ', required' : ''}`,
      required,
      rare: RARE.has(name) || /^Older/.test(fieldDoc(target, [...path, name])?.text ?? ''),
      block: !context.flow && isBlock(field),
      snippet: `${name}:${context.flow ? flowValue(field) : blockValue(field)}`,
    });
  }
  const rank = (choice: KeyChoice) => (choice.required ? 0 : choice.rare ? 2 : 1);
  return choices.sort((a, b) => rank(a) - rank(b));
}

function keyChoices(
  target: SchemaTarget,
  path: SchemaPath,
  place: 'annotation' | 'label',
  present: ReadonlySet<string>,
): KeyChoice[] {
  const targets = keyTargets(target, path);
  const known = new Map<string, RawKeyDoc>();
  for (const each of targets) for (const key of DESCRIPTIONS.keysOn(each, place)) known.set(key.key, key);
  return [...known.values()]
    .filter((key) => !present.has(key.key))
    .map((key) => ({
      key: key.key,
      detail: key.deprecated ? `${place}, deprecated` : place,
      required: false,
      rare: key.deprecated !== undefined,
      block: false,
      snippet: `${key.key}: ${keyValue(key)}`,
    }))
    .sort((a, b) => Number(a.rare) - Number(b.rare));
}

function keyValue(key: RawKeyDoc): string {
  const values = Object.keys(key.values ?? {});
  if (values.length > 1) return `"\${1|${values.join(',')}|}"`;
  return `"\${1:${values[0] ?? key.example ?? ''}}"`;
}

const isBlock = (schema: SchemaNode): boolean =>
  schema.type === 'object' || schema.type === 'map' || schema.type === 'list';

/** Value behind `key:` in block style, with the required fields of what is below it. */
function blockValue(schema: SchemaNode): string {
  let stop = 0;
  const next = () => `$${++stop}`;
  const value = (node: SchemaNode, indent: string, depth: number): string => {
    if (node.type === 'list') {
      const item = node.element;
      const lead = `\n${indent}- `;
      if (item?.type !== 'object' || depth > 3) return `${lead}${next()}`;
      return `${lead}${objectLines(item, `${indent}  `, depth).join(`\n${indent}  `)}`;
    }
    if (node.type === 'map') return `\n${indent}${next()}`;
    if (node.type === 'object') return `\n${indent}${objectLines(node, indent, depth).join(`\n${indent}`)}`;
    return ` ${scalarStop(node, next)}`;
  };
  const objectLines = (node: SchemaNode, indent: string, depth: number): string[] => {
    const names = depth > 3 ? [] : node.required.filter((name) => node.fields.has(name));
    if (names.length === 0) return [next()];
    return names.map((name) => `${name}:${value(node.fields.get(name)!, `${indent}  `, depth + 1)}`);
  };
  return value(schema, '  ', 0);
}

function flowValue(schema: SchemaNode): string {
  if (schema.type === 'list') return schema.element?.type === 'object' ? ' [{ $1 }]' : ' [$1]';
  if (schema.type === 'map' || schema.type === 'object') return ' { $1 }';
  let stop = 0;
  return ` ${scalarStop(schema, () => `$${++stop}`)}`;
}

function scalarStop(schema: SchemaNode, next: () => string): string {
  const stop = next();
  const values = schema.values?.filter((value) => value !== '');
  if (values && values.length > 0) return `\${${stop.slice(1)}|${values.join(',')}|}`;
  if (schema.type === 'boolean') return `\${${stop.slice(1)}|true,false|}`;
  return stop;
}

/** Accepted values at a path: of the field itself, or of an annotation or label we know. Empty where any value goes. */
export function completeValues(target: SchemaTarget, path: SchemaPath): ValueChoice[] {
  const key = keyAt(path);
  if (key) return keyValues(key);
  const schema = schemaAt(target, path);
  if (!schema) return [];
  const doc = fieldDoc(target, path);
  if (schema.type === 'boolean') {
    return ['true', 'false'].map((value) => ({
      value,
      quote: false,
      meaning: doc?.values?.[value],
      isDefault: String(schema.default ?? doc?.default) === value,
    }));
  }
  return (schema.values ?? []).map((value) => ({
    value: String(value),
    quote:
      value === '' ||
      (schema.type === 'string' && /^(?:true|false|yes|no|on|off|null|~|[-+.\d].*)$/i.test(String(value))),
    meaning: doc?.values?.[String(value)],
    isDefault: String(schema.default ?? doc?.default) === String(value),
  }));
}

const keyValues = (key: RawKeyDoc): ValueChoice[] =>
  Object.entries(key.values ?? (key.example === undefined ? {} : { [key.example]: 'An example.' })).map(
    ([value, meaning]) => ({
      value,
      quote: /^(?:true|false|yes|no|on|off|null|~|[-+.\d].*)$/i.test(value),
      meaning,
      isDefault: key.default === value,
    }),
  );

/** apiVersion and kind pairs, preferred versions first: for an empty document, or for one of the two beside the other. */
export function apiPairs(
  given: { readonly apiVersion?: string; readonly kind?: string } = {},
): { readonly apiVersion: string; readonly kind: string }[] {
  const all: readonly Kind[] = KINDS;
  return all
    .flatMap((kind) =>
      kind.versions.map((version, age) => ({
        apiVersion: kind.group ? `${kind.group}/${version}` : version,
        kind: kind.kind,
        age,
      })),
    )
    .filter(
      (pair) =>
        (given.kind === undefined || pair.kind === given.kind) &&
        (given.apiVersion === undefined || pair.apiVersion === given.apiVersion),
    )
    .sort((a, b) => a.age - b.age)
    .map(({ apiVersion, kind }) => ({ apiVersion, kind }));
}

/** Settings that the JSON at a path of a ConfigMap can take. */
export function completeSettings(
  configMap: string,
  path: readonly (string | number)[],
  present: ReadonlySet<string> = new Set(),
): KeyChoice[] {
  const fields = path.length === 0 ? DESCRIPTIONS.config(configMap) : settingAt(configMap, path)?.fields;
  return Object.entries(fields ?? {})
    .filter(([name]) => !present.has(name))
    .map(([name, setting]) => {
      const type = setting.type ?? 'any';
      const written = setting.default ?? setting.shipped;
      const value =
        written !== undefined
          ? JSON.stringify(written)
          : type === 'string'
            ? '"$1"'
            : type === 'object'
              ? '{ $1 }'
              : type === 'list'
                ? '[$1]'
                : '$1';
      return {
        key: name,
        detail: `${type}${setting.required ? ', required' : ''}`,
        required: setting.required ?? false,
        rare: false,
        block: false,
        snippet: `"${name}": ${value.replaceAll('}}', '\\}\\}')}`,
      };
    })
    .sort((a, b) => Number(b.required) - Number(a.required));
}

/** Values that the JSON setting at a path can take, as JSON; none where any goes. */
export function completeSettingValues(
  configMap: string,
  path: readonly (string | number)[],
): { readonly json: string; readonly isDefault: boolean }[] {
  const setting = settingAt(configMap, path);
  const values = setting?.type === 'boolean' ? [true, false] : (setting?.values ?? []);
  return values.map((value) => ({
    json: JSON.stringify(value),
    isDefault: value === (setting?.default ?? setting?.shipped),
  }));
}

/** Whether the text of that data key is JSON of settings we know. */
export const hasSettings = (configMap: string, path: readonly (string | number)[]): boolean =>
  settingAt(configMap, path)?.type === 'object';
