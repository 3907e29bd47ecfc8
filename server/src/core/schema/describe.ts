/** Fields, values, annotations and settings in words, as Markdown for a hover. Pure: kind and path in, text out. */

import { type KindId, kindById } from '../model/kinds';
import { ownValue } from '../own-value';
import { DESCRIPTIONS, SCHEMAS } from './bundled';
import type { FieldDoc, RawKeyDoc, RawSettingDoc } from './docs';
import { printPath, type SchemaNode, type SchemaPath } from './store';
import { typeWords } from './words';

/** What a path is in: a kind, in the version that the file names. */
export interface SchemaTarget {
  readonly kind: KindId;
  /** As in apiVersion, without the group; left out or without schema: the preferred one. */
  readonly version?: string;
}

export function rootOf({ kind, version }: SchemaTarget): SchemaNode | undefined {
  const { group, kind: name } = kindById(kind);
  return SCHEMAS.rootOrPreferred(group, version ?? '', name);
}

export const schemaAt = (target: SchemaTarget, path: SchemaPath): SchemaNode | undefined =>
  SCHEMAS.at(rootOf(target), path);

/** Our words for a field; `undefined` where we have none (the schema may still tell its type). */
export const fieldDoc = (target: SchemaTarget, path: SchemaPath): FieldDoc | undefined =>
  DESCRIPTIONS.field(target.kind, rootOf(target), path, SCHEMAS);

/**
 * The field at a path as Markdown: name, type, whether it is required, meaning, accepted values, default, version, link.
 * An empty path describes the kind. `undefined` where the schema knows no such field.
 */
export function describeField(target: SchemaTarget, path: SchemaPath): string | undefined {
  if (path.length === 0) return describeKind(target.kind);
  const key = keyAt(path);
  if (key) return describeKey(key);
  const schema = schemaAt(target, path);
  if (!schema) return undefined;
  const doc = fieldDoc(target, path);
  const parent = schemaAt(target, path.slice(0, -1));
  const name = path.at(-1)!;
  const required = typeof name === 'string' && parent?.required.includes(name);
  const title = typeof name === 'number' || name === '[]' ? `item of ${printPath(path.slice(0, -1))}` : name;
  const link = doc?.link ?? DESCRIPTIONS.kind(target.kind)?.link;
  return lines([
    `**${title}** · ${typeWords(schema)}${required ? ' · required' : ''}`,
    doc?.text ?? inner(target, schema, path),
    accepted(schema, doc),
    schema.element && schema.type === 'list' ? accepted(schema.element, doc) : undefined,
    range(schema),
    defaultOf(schema.default, doc?.default),
    doc?.since && `Since ${doc.since}.`,
    link && `[Documentation](${link})`,
  ]);
}

/** What an item or a map's value is: its list's or map's own words. */
function inner(target: SchemaTarget, schema: SchemaNode, path: SchemaPath): string | undefined {
  const last = path.at(-1);
  if (typeof last === 'number' || last === '[]') return fieldDoc(target, path.slice(0, -1))?.text;
  return schema.fields.size > 0
    ? `Fields: ${[...schema.fields.keys()]
        .slice(0, 12)
        .map((name) => `\`${name}\``)
        .join(', ')}${schema.fields.size > 12 ? ', …' : ''}`
    : undefined;
}

export function describeKind(kind: KindId): string {
  const { group, kind: name, versions, clusterScoped } = kindById(kind);
  const doc = DESCRIPTIONS.kind(kind);
  return lines([
    `**${name}** · ${group || 'core'} ${versions.join(', ')}`,
    doc?.text,
    clusterScoped ? 'Not in a namespace.' : undefined,
    doc?.link && `[Documentation](${doc.link})`,
  ]);
}

/** A value at a path: what it does, when it is one of the accepted ones. */
export function describeValue(target: SchemaTarget, path: SchemaPath, value: string): string | undefined {
  const key = keyAt(path);
  const meaning = ownValue((key ?? fieldDoc(target, path))?.values, value);
  return meaning && `**${value}** · ${meaning}`;
}

/** The annotation or label at a path below `metadata`, when we know it. */
export function keyAt(path: SchemaPath): RawKeyDoc | undefined {
  const place = keyPlace(path.slice(0, -1));
  const name = path.at(-1);
  return place && typeof name === 'string' ? DESCRIPTIONS.key(name, place) : undefined;
}

/** `annotation` or `label` when a path leads to such a map of an object or of a template in it. */
export function keyPlace(path: SchemaPath): 'annotation' | 'label' | undefined {
  if (path.at(-2) !== 'metadata') return undefined;
  return path.at(-1) === 'annotations' ? 'annotation' : path.at(-1) === 'labels' ? 'label' : undefined;
}

/** Names under which annotations and labels are filed for the metadata at a path: the kind's own, or those of the template. */
export function keyTargets(target: SchemaTarget, path: SchemaPath): readonly string[] {
  if (path.length <= 2) return [target.kind];
  const revision = target.kind === 'KnativeService' || target.kind === 'KnativeConfiguration';
  return revision ? ['PodTemplate', 'KnativeRevisionTemplate'] : ['PodTemplate'];
}

export function describeKey(key: RawKeyDoc): string {
  return lines([
    `**${key.key}** · ${key.place === 'both' ? 'annotation or label' : key.place}`,
    key.deprecated && `Deprecated. ${key.deprecated}`,
    key.text,
    valueLines(key.values),
    key.example && `For example \`"${key.example}"\`.`,
    defaultOf(undefined, key.default),
    key.since && `Since ${key.since}.`,
    key.link && `[Documentation](${key.link})`,
  ]);
}

/** A setting of a ConfigMap's JSON: data key first, then the path in the JSON. */
export function settingAt(configMap: string, path: readonly (string | number)[]): RawSettingDoc | undefined {
  const [dataKey, ...rest] = path;
  let setting = typeof dataKey === 'string' ? ownValue(DESCRIPTIONS.config(configMap), dataKey) : undefined;
  for (const step of rest)
    setting = typeof step === 'number' ? setting?.element : (ownValue(setting?.fields, step) ?? setting?.element);
  return setting;
}

export function describeSetting(configMap: string, path: readonly (string | number)[]): string | undefined {
  const setting = settingAt(configMap, path);
  if (!setting) return undefined;
  return lines([
    `**${path.at(-1)}** · ${setting.type ?? 'any value'}${setting.required ? ' · required' : ''}`,
    setting.text,
    setting.values && `Accepted: ${setting.values.map((value) => `\`${value}\``).join(', ')}.`,
    defaultOf(setting.default, undefined),
    setting.shipped !== undefined && `Installed as \`${setting.shipped}\`.`,
    setting.since && `Since ${setting.since}.`,
    setting.link && `[Documentation](${setting.link})`,
  ]);
}

function accepted(schema: SchemaNode, doc: FieldDoc | undefined): string | undefined {
  if (!schema.values) return doc?.values && valueLines(doc.values);
  return schema.values
    .map(
      (value) =>
        `- \`${value === '' ? '""' : value}\`${doc?.values?.[String(value)] ? ` ${doc.values[String(value)]}` : ''}`,
    )
    .join('\n');
}

const valueLines = (values: Readonly<Record<string, string>> | undefined): string | undefined =>
  values &&
  Object.entries(values)
    .map(([value, meaning]) => `- \`${value}\` ${meaning}`)
    .join('\n');

function range({ minimum, maximum }: SchemaNode): string | undefined {
  if (minimum === undefined) return maximum === undefined ? undefined : `At most ${maximum}.`;
  return maximum === undefined ? `At least ${minimum}.` : `From ${minimum} to ${maximum}.`;
}

function defaultOf(value: string | number | boolean | undefined, words: string | undefined): string | undefined {
  if (words !== undefined) return `Default: ${words}.`;
  return value === undefined ? undefined : `Default: \`${value}\`.`;
}

const lines = (parts: readonly (string | undefined | false)[]): string => parts.filter((part) => part).join('\n\n');
