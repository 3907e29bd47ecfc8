/** Adds what an object lacks, with values to fill in: of the right type, from the schema where it names one. */
import { addEntry, setBlockValue } from '../yaml/edit-yaml';
import { entryOf, isNull, type MapNode } from '../yaml/node';
import type { SchemaFix } from './problem';
import type { SchemaNode } from './store';
import { listWords } from './words';

/** Levels that are written out; below them a map stays empty. */
const MAX_DEPTH = 5;

/** A map's fields with their values: `{ port: { number: 80 } }`. */
type Filled = string | number | boolean | readonly Filled[] | { readonly [key: string]: Filled };

/**
 * @param names fields of the map that are missing, or have no value
 * @returns `undefined` where the map stands somewhere else
 */
export function addFix(
  text: string,
  node: MapNode,
  schema: SchemaNode,
  names: readonly string[],
): SchemaFix | undefined {
  const fields = names.map((name): [string, Filled] => [name, filled(schema.fields.get(name), name, 0)]);
  return addValuesFix(text, node, fields);
}

/** Adds the given fields, or gives them values where they are written without. */
export function addValuesFix(
  text: string,
  node: MapNode,
  fields: readonly (readonly [string, Filled])[],
): SchemaFix | undefined {
  if (node.alias || node.origin || node.entries.some((entry) => entry.merged)) return undefined;
  const isJson = node.flow && node.entries.every((entry) => entry.key.style === 'double') && node.entries.length > 0;
  const absent = fields.filter(([name]) => !entryOf(node, name));
  return {
    title: `Add ${listWords(fields.map(([name]) => name))}`,
    safe: false,
    edits: () => [
      ...fields.flatMap(([name, value]) => {
        const entry = entryOf(node, name);
        if (!entry || !isNull(entry.value)) return [];
        if (!node.flow && isBlock(value)) return [setBlockValue(text, entry, blockLines(value).join('\n'))];
        const colon = text.indexOf(':', entry.key.span.end) + 1;
        return [
          { span: { start: colon, end: Math.max(colon, entry.value.span.end) }, newText: ` ${inline(value, isJson)}` },
        ];
      }),
      ...(absent.length === 0
        ? []
        : [
            addEntry(
              text,
              node,
              node.flow
                ? absent
                    .map(([name, value]) => `${isJson ? JSON.stringify(name) : name}: ${inline(value, isJson)}`)
                    .join(', ')
                : absent.flatMap(([name, value]) => entryLines(name, value)).join('\n'),
            ),
          ]),
    ],
  };
}

const isBlock = (value: Filled): boolean => typeof value === 'object' && Object.keys(value).length > 0;

function entryLines(name: string, value: Filled): string[] {
  if (!isBlock(value)) return [`${name}: ${inline(value, false)}`];
  return [`${name}:`, ...blockLines(value).map((line) => `  ${line}`)];
}

function blockLines(value: Filled): string[] {
  if (isList(value)) {
    return value.flatMap((item) =>
      isBlock(item)
        ? blockLines(item).map((line, i) => `${i === 0 ? '- ' : '  '}${line}`)
        : [`- ${inline(item, false)}`],
    );
  }
  return Object.entries(value).flatMap(([name, each]) => entryLines(name, each));
}

const isList = (value: Filled): value is readonly Filled[] => Array.isArray(value);

/** On one line, as JSON or with plain words where YAML lets them stand. */
function inline(value: Filled, isJson: boolean): string {
  if (isList(value)) return `[${value.map((item) => inline(item, isJson)).join(', ')}]`;
  if (typeof value === 'object') {
    const parts = Object.entries(value).map(
      ([name, each]) => `${isJson ? JSON.stringify(name) : name}: ${inline(each, isJson)}`,
    );
    return `{${parts.join(', ')}}`;
  }
  const isPlain = typeof value !== 'string' || (!isJson && /^[a-z][\w./-]*$/i.test(value) && !YAML_WORD.test(value));
  return isPlain ? String(value) : JSON.stringify(value);
}

const YAML_WORD = /^(?:true|false|yes|no|on|off|y|n|null)$/i;

function filled(schema: SchemaNode | undefined, name: string, depth: number): Filled {
  if (!schema || depth > MAX_DEPTH) return {};
  if (schema.default !== undefined) return schema.default;
  const value = schema.values?.find((each) => each !== '');
  if (value !== undefined) return value;
  switch (schema.type) {
    case 'list':
      return schema.element ? [filled(schema.element, name, depth + 1)] : [];
    case 'object':
      return Object.fromEntries(
        schema.required
          .filter((each) => schema.fields.has(each))
          .map((each) => [each, filled(schema.fields.get(each), each, depth + 1)]),
      );
    case 'map':
      return schema.minCount ? { app: filled(schema.element, 'app', depth + 1) } : {};
    case 'any':
      return {};
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
    case 'int-or-string':
      return NUMBERS[name] ?? Math.max(1, schema.minimum ?? 1);
    case 'quantity':
      return '1';
    default:
      return filledText(schema, name);
  }
}

const NUMBERS: Readonly<Record<string, number>> = { number: 80, port: 80, containerPort: 8080, targetPort: 8080 };

/** What a field of that name often holds, the likeliest first. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  protocol: ['HTTP'],
  host: ['example.com'],
  hosts: ['*', 'example.com'],
  url: ['http://example.com'],
};

/** One of them fits every form that the schemas ask for. */
const ANY_TEXT = ['my-name', 'Name', '10s', '/path', '1', 'example.com/my-name'];

/** A text that the field takes and that asks to be changed. */
function filledText(schema: SchemaNode, name: string): string {
  if (schema.format === 'duration') return '10s';
  const texts = [...(TEXTS[name] ?? []), `my-${name.toLowerCase()}`, ...ANY_TEXT];
  return texts.find((text) => takes(schema, text)) ?? 'my-name';
}

const takes = (schema: SchemaNode, text: string): boolean =>
  schema.matches(text) &&
  text.length <= (schema.maxLength ?? text.length) &&
  schema.banned.every((each) => (each.startsWith('=') ? text !== each.slice(1) : !text.includes(each.slice(1))));
