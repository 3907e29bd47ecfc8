/**
 * The structural checks that the API server makes with a CRD's schema, on our YAML tree. What a template hides is passed over; a map
 * entry that is null counts as absent, a null list item does not.
 */
import { entriesOf, entryOf, isNull, isUnknown, itemsOf, stringOf, type YamlNode } from '../../yaml/node';
import type { Refuse } from './refusal';

/** A check that the schema types cannot say (the CRD's CEL rules); reports what it finds. */
export type Check = (node: YamlNode, path: string, refuse: Refuse) => void;

export type Schema =
  | {
      readonly type: 'string';
      readonly oneOf?: readonly string[];
      readonly minLength?: number;
      readonly maxLength?: number;
      readonly check?: Check;
    }
  | { readonly type: 'boolean' }
  /** Anything: not ours to judge. */
  | { readonly type: 'any' }
  | { readonly type: 'list'; readonly items: Schema; readonly maxItems?: number; readonly check?: Check }
  | {
      readonly type: 'object';
      readonly fields: Readonly<Record<string, Schema>>;
      readonly required?: readonly string[];
      readonly check?: Check;
    }
  | { readonly type: 'map'; readonly values: Schema; readonly minEntries?: number; readonly check?: Check };

const NAMES: Record<Schema['type'], string> = {
  string: 'text',
  boolean: 'true or false',
  any: 'anything',
  list: 'a list',
  object: 'a map',
  map: 'a map',
};

export function checkSchema(node: YamlNode, schema: Schema, path: string, refuse: Refuse): void {
  if (schema.type === 'any' || (node.kind === 'scalar' && node.unknown)) return;
  if (!hasType(node, schema)) {
    refuse({
      code: 'wrong-type',
      at: node,
      path,
      what: `${path} must be ${NAMES[schema.type]}, but this is ${describe(node)}`,
      why: 'the API server refuses the whole object, so it never comes into force',
      todo:
        schema.type === 'string' && node.kind === 'scalar'
          ? 'Put the value in quotes'
          : `Write ${NAMES[schema.type]} here`,
    });
    return;
  }
  if (schema.type === 'string') checkText(node, schema, path, refuse);
  else if (schema.type === 'list') checkItems(node, schema, path, refuse);
  else if (schema.type === 'map') checkEntries(node, schema, path, refuse);
  else if (schema.type === 'object') checkFields(node, schema, path, refuse);
  if (schema.type !== 'boolean') schema.check?.(node, path, refuse);
}

function hasType(node: YamlNode, schema: Schema): boolean {
  if (schema.type === 'list') return node.kind === 'seq';
  if (schema.type === 'map' || schema.type === 'object') return node.kind === 'map';
  return node.kind === 'scalar' && typeof node.value === schema.type;
}

type Of<T extends Schema['type']> = Extract<Schema, { type: T }>;

function checkItems(node: YamlNode, schema: Of<'list'>, path: string, refuse: Refuse): void {
  const items = itemsOf(node);
  if (schema.maxItems !== undefined && items.length > schema.maxItems) {
    refuse({
      code: 'too-many-items',
      at: node,
      path,
      what: `${path} has ${items.length} items`,
      why: `at most ${schema.maxItems} are taken`,
      todo: 'Split it over several objects',
    });
  }
  for (const [i, item] of items.entries()) checkSchema(item, schema.items, `${path}[${i}]`, refuse);
}

function checkEntries(node: YamlNode, schema: Of<'map'>, path: string, refuse: Refuse): void {
  const entries = entriesOf(node).filter((entry) => !isNull(entry.value));
  if (schema.minEntries !== undefined && entries.length < schema.minEntries && !isUnknown(node)) {
    refuse({
      code: 'empty-map',
      at: node,
      path,
      what: `${path} is empty`,
      why: 'at least one entry is needed',
      todo: 'Add an entry, or remove the field',
    });
  }
  for (const { key, value } of entries)
    if (!key.unknown) checkSchema(value, schema.values, `${path}.${key.text}`, refuse);
}

function checkFields(node: YamlNode, schema: Of<'object'>, path: string, refuse: Refuse): void {
  for (const { key, value } of entriesOf(node)) {
    if (key.unknown) continue;
    const field = Object.hasOwn(schema.fields, key.text) ? schema.fields[key.text] : undefined;
    if (!field) {
      refuse({
        code: 'unknown-field',
        at: key,
        path: `${path}.${key.text}`,
        what: `There is no field ${key.text} in ${path}`,
        why: 'kubectl refuses the object, and a server that does not check drops the field without a word',
        todo: `Use one of: ${Object.keys(schema.fields).join(', ')}`,
      });
    } else if (!isNull(value)) checkSchema(value, field, `${path}.${key.text}`, refuse);
  }
  for (const name of schema.required ?? []) {
    const value = entryOf(node, name)?.value;
    if ((value && !isNull(value)) || isUnknown(node)) continue;
    refuse({
      code: 'missing-field',
      at: node,
      path: `${path}.${name}`,
      what: `${path} has no ${name}`,
      why: 'the API server refuses the object without it',
      todo: `Add ${name}`,
    });
  }
}

function checkText(node: YamlNode, schema: Of<'string'>, path: string, refuse: Refuse): void {
  const text = stringOf(node) ?? '';
  if (schema.oneOf && !schema.oneOf.includes(text)) {
    const same = schema.oneOf.find((one) => one.toLowerCase() === text.toLowerCase());
    refuse({
      code: 'wrong-value',
      at: node,
      path,
      what: `${path} cannot be ${text}`,
      why: `the values are ${schema.oneOf.join(', ')}, in this case of letters`,
      todo: same ? `Write ${same}` : 'Use one of these values',
    });
  }
  const length = [...text].length;
  if (schema.minLength !== undefined && length < schema.minLength) {
    refuse({
      code: 'empty-value',
      at: node,
      path,
      what: `${path} is empty`,
      why: 'a value is needed here',
      todo: 'Write a value, or remove the field',
    });
  }
  if (schema.maxLength !== undefined && length > schema.maxLength) {
    refuse({
      code: 'too-long',
      at: node,
      path,
      what: `${path} has ${length} characters`,
      why: `at most ${schema.maxLength} are taken`,
      todo: 'Shorten it',
    });
  }
}

function describe(node: YamlNode): string {
  if (node.kind === 'seq') return 'a list';
  if (node.kind === 'map') return 'a map';
  if (node.value === null) return 'empty';
  if (typeof node.value === 'number') return 'a number';
  if (typeof node.value === 'boolean') return 'true or false (YAML reads yes, no, on and off so too)';
  return 'text';
}
