/** Schema terms in a user's words. */
import type { ScalarNode, YamlNode } from '../yaml/node';
import { printPath, type SchemaNode, type SchemaPath, type SchemaType } from './store';

const TYPE_WORDS: Readonly<Record<SchemaType, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  'int-or-string': 'a number or text',
  quantity: 'a quantity such as 500m or 2Gi',
  any: 'any value',
  list: 'a list',
  map: 'a map',
  object: 'fields of its own',
};

/** "a list of text", "fields of its own". */
export function typeWords(schema: SchemaNode): string {
  if (schema.type === 'list' && schema.element) {
    const inner = schema.element;
    return inner.type === 'object' || inner.type === 'any' ? 'a list' : `a list of ${pluralWords(inner)}`;
  }
  if (schema.type === 'map' && schema.element?.type === 'string') return 'a map of text values';
  return TYPE_WORDS[schema.type];
}

const pluralWords = (schema: SchemaNode): string =>
  schema.type === 'integer' ? 'whole numbers' : schema.type === 'string' ? 'text values' : typeWords(schema);

/** What stands in the file: "the number 80", "a list". */
export function valueWords(node: YamlNode): string {
  if (node.kind === 'map') return 'a map';
  if (node.kind === 'seq') return 'a list';
  if (typeof node.value === 'boolean') {
    return /^(?:true|false)$/i.test(node.text)
      ? `the boolean ${node.text}`
      : `${quoted(node)}, which YAML reads as ${node.value}`;
  }
  if (typeof node.value === 'number') return `the number ${node.text}`;
  return `the text ${quoted(node)}`;
}

const quoted = (node: ScalarNode): string => `"${node.text.length > 40 ? `${node.text.slice(0, 40)}…` : node.text}"`;

/** Name for the map at a path: its own key, or what it is an item of. */
export function placeWords(path: SchemaPath, kind: string): string {
  if (path.length === 0) return kind;
  const last = path.at(-1);
  return typeof last === 'number' ? `an item of ${printPath(path.slice(0, -1))}` : printPath(path);
}

/** "a, b and c"; past `most` names: "a, b, c and 4 more". */
export function listWords(names: readonly string[], most = 12): string {
  if (names.length === 0) return 'none';
  if (names.length === 1) return names[0]!;
  if (names.length > most) return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
