/** Limits of the API on a value of the right type: form and length of text, number and likeness of items. */
import { isMap, isScalar, type MapNode, type ScalarNode, type SeqNode, type YamlNode } from '../yaml/node';
import type { LimitCode, SchemaProblem } from './problem';
import type { SchemaNode, SchemaPath } from './store';
import { patternWords } from './text-forms';
import { placeWords } from './words';

const REFUSED = 'the API server refuses the object';

const broken = (
  code: LimitCode,
  at: YamlNode,
  path: SchemaPath,
  what: string,
  why: string,
  todo: string,
): SchemaProblem => ({
  code,
  at,
  path,
  message: { what, why, todo },
  fixes: [],
});

const shown = (text: string): string => `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;

/** Past so many characters a text's form is not looked at; its length is. */
const MAX_TEXT = 10_000;

/** Braces of a template in a text that may be meant for one: what becomes of it is not known. */
export const isTemplate = (text: string): boolean => text.includes('{{');

/** A duration as Go writes one: `1.5h`, `300ms`, `1m30s`. */
const GO_DURATION = /^[-+]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const GO_UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 6e4,
  h: 3.6e6,
};

/** Milliseconds, or `undefined` where the text is no duration. */
function goDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (!GO_DURATION.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)([a-zµμ]+)/g)) sum += Number(number) * GO_UNITS[unit!]!;
  return text.startsWith('-') ? -sum : sum;
}

/** Text that is too long, too short or not of the form that the API asks for. */
export function textProblem(node: ScalarNode, schema: SchemaNode, path: SchemaPath): SchemaProblem | undefined {
  const { value } = node;
  if (typeof value !== 'string' || schema.type !== 'string') return undefined;
  return lengthProblem(node, value, schema, path) ?? formOf(node, value, schema, path);
}

function lengthProblem(
  node: ScalarNode,
  value: string,
  { minLength = 0, maxLength }: SchemaNode,
  path: SchemaPath,
): SchemaProblem | undefined {
  // Characters are never more than UTF-16 units.
  if (value.length >= minLength * 2 && (maxLength === undefined || value.length <= maxLength)) return undefined;
  const length = [...value].length;
  const name = placeWords(path, 'the object');
  if (length < minLength) {
    return length === 0
      ? broken('empty', node, path, `${name} is empty`, REFUSED, 'Write a value, or leave the field out')
      : broken('length', node, path, `${name} is too short`, REFUSED, `Write ${minLength} characters or more`);
  }
  if (maxLength === undefined || length <= maxLength) return undefined;
  const todo = maxLength === 0 ? 'Leave the field out' : `Shorten it to ${maxLength} characters`;
  const why = `the API server takes at most ${maxLength}`;
  return broken('length', node, path, `${name} has ${length} characters`, why, todo);
}

function formOf(node: ScalarNode, value: string, schema: SchemaNode, path: SchemaPath): SchemaProblem | undefined {
  if (value.length > MAX_TEXT || isTemplate(value)) return undefined;
  const refused = (what: string, todo: string) =>
    broken('form', node, path, `${placeWords(path, 'the object')} ${what}`, REFUSED, todo);
  if (schema.format === 'duration') {
    const milliseconds = goDuration(value);
    if (milliseconds !== undefined && milliseconds >= 1) return undefined;
    return refused(
      milliseconds === undefined ? `is no duration: ${shown(value)}` : 'cannot be shorter than 1ms',
      'Write a number with h, m, s or ms behind it, such as 10s',
    );
  }
  for (const text of schema.banned) {
    const token = text.slice(1);
    const isWhole = text.startsWith('=');
    if (isWhole ? value === token : value.includes(token))
      return refused(`cannot ${isWhole ? 'be' : 'hold'} ${token}`, `Write it without ${token}`);
  }
  return schema.matches(value) ? undefined : formProblem(node, schema.pattern!, path);
}

/** A text that does not match the pattern it must. */
export function formProblem(node: ScalarNode, pattern: string, path: SchemaPath): SchemaProblem {
  const name = placeWords(path, 'the object');
  const { what, todo } = patternWords(pattern);
  return broken('form', node, path, `${name} cannot be ${shown(node.text)}`, `the API server takes ${what}`, todo);
}

/** Too few or too many items, or items that do not go together. */
export function* listProblems(node: SeqNode, schema: SchemaNode, path: SchemaPath): Generator<SchemaProblem> {
  const name = placeWords(path, 'the object');
  const { minCount, maxCount } = schema;
  const { items } = node;
  if (minCount !== undefined && items.length < minCount && !node.open) {
    const todo = minCount === 1 ? 'Add an item, or leave the list out' : `Add items until there are ${minCount}`;
    const what = items.length === 0 ? `${name} is empty` : `${name} has too few items: ${items.length}`;
    yield broken(items.length === 0 ? 'empty' : 'count', node, path, what, REFUSED, todo);
  }
  if (maxCount !== undefined && items.length > maxCount) {
    const at = items[maxCount]!;
    const what = `${name} has ${items.length} items`;
    yield broken('count', at, path, what, `the API server takes at most ${maxCount}`, `Leave ${maxCount} of them`);
  }
  for (const keys of schema.uniqueKeys) yield* repeated(items, keys, schema, path);
  for (const text of schema.aloneItems) {
    if (items.length < 2) continue;
    const item = items.find((each) => isScalar(each) && !each.unknown && each.value === text);
    if (item)
      yield broken(
        'fields',
        item,
        path,
        `${name} has ${text} beside others`,
        `${text} means all of them already, and the API server takes it alone only`,
        `Keep ${text} or the others`,
      );
  }
  for (const [field, value] of schema.onceItems) {
    const [, second] = items.flatMap((item) => fieldOf(item, field, value) ?? []);
    if (second)
      yield broken(
        'fields',
        second,
        path,
        `${name} has more than one item with ${field} ${value}`,
        REFUSED,
        'Keep one of them, and put everything in it',
      );
  }
  for (const [field, one, other] of schema.apartItems) {
    const first = items.flatMap((item) => fieldOf(item, field, one) ?? [])[0];
    const second = items.flatMap((item) => fieldOf(item, field, other) ?? [])[0];
    if (!first || !second) continue;
    const at = first.span.start > second.span.start ? first : second;
    yield broken(
      'fields',
      at,
      path,
      `${name} has both ${one} and ${other}`,
      'the API server takes only one of the two',
      'Keep one of them',
    );
  }
}

/** The field's node where it has that value. */
function fieldOf(item: YamlNode, field: string, value: string): ScalarNode | undefined {
  const node = isMap(item) ? item.entries.find((entry) => entry.key.text === field)?.value : undefined;
  return node && isScalar(node) && !node.unknown && node.value === value ? node : undefined;
}

/** Items that agree in all keys; without keys: that are the same text. */
function* repeated(
  items: readonly YamlNode[],
  keys: readonly string[],
  schema: SchemaNode,
  path: SchemaPath,
): Generator<SchemaProblem> {
  const seen = new Set<string>();
  for (const item of items) {
    const identity = keys.length === 0 ? ownText(item) : keys.map((key) => keyText(item, key, schema));
    if (identity === undefined || (Array.isArray(identity) && identity.includes(undefined))) continue;
    const text = JSON.stringify(identity);
    if (!seen.has(text)) {
      seen.add(text);
      continue;
    }
    const names = keys.map((key) => key.replace('?', ''));
    const entry = isMap(item) ? item.entries.find((each) => names.includes(each.key.text)) : undefined;
    const list = placeWords(path, 'the object');
    const values = Array.isArray(identity) ? identity.filter((each) => each !== ABSENT).join(', ') : identity;
    yield broken(
      'repeated',
      entry?.value ?? item,
      path,
      keys.length === 0
        ? `${values} is in ${list} already`
        : `Another item of ${list} has the same ${names.join(', ')}: ${values}`,
      keys.length === 0 ? REFUSED : `${REFUSED}, because it tells the items apart by ${names.join(', ')}`,
      keys.length === 0
        ? 'Remove one of the two'
        : `Change ${names.length > 1 ? 'one of them' : names[0]}, or join the items`,
    );
  }
}

/** No value that a field could have: an empty one is another. */
const ABSENT = '\u0000';

const ownText = (node: YamlNode): string | undefined =>
  isScalar(node) && !node.unknown && node.value !== null ? String(node.value) : undefined;

/** A key field's text, its default where it is absent; `undefined` where it is not known. */
function keyText(item: YamlNode, name: string, schema: SchemaNode): string | undefined {
  if (!isMap(item)) return undefined;
  const key = name.replace('?', '');
  const node = item.entries.find((entry) => entry.key.text === key)?.value;
  if (node) return isScalar(node) && node.value === null ? undefined : ownText(node);
  if (item.open) return undefined;
  const fallback = schema.element?.fields.get(key)?.default;
  return fallback !== undefined ? String(fallback) : name.endsWith('?') ? ABSENT : undefined;
}

/** Too few or too many keys of a map. */
export function mapProblem(
  node: MapNode,
  schema: SchemaNode,
  path: SchemaPath,
  owner: YamlNode,
): SchemaProblem | undefined {
  const { minCount, maxCount } = schema;
  const name = placeWords(path, 'the object');
  const count = node.entries.length;
  if (minCount !== undefined && count < minCount && !node.open)
    return broken('empty', owner, path, `${name} is empty`, REFUSED, 'Add a key, or leave the field out');
  if (maxCount !== undefined && count > maxCount) {
    const why = `the API server takes at most ${maxCount}`;
    return broken(
      'count',
      node.entries[maxCount]!.key,
      path,
      `${name} has ${count} keys`,
      why,
      `Leave ${maxCount} of them`,
    );
  }
  return undefined;
}
