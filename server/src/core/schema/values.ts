/** Is a written value of the schema's type, one of its accepted values, within its limits? */
import { ownValue } from '../own-value';
import { entryOf, type MapNode, type ScalarNode, type YamlNode } from '../yaml/node';
import { fieldFix, plainFix, quoteFix, unwrapFix, valueFix, wrapFix } from './fixes';
import { nearest } from './near';
import type { SchemaFix, SchemaProblem, SchemaProblemCode } from './problem';
import type { SchemaNode, SchemaPath } from './store';
import { listWords, placeWords, typeWords, valueWords } from './words';

/** apimachinery resource.Quantity: digits with an optional binary, decimal or exponent suffix. */
const QUANTITY = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

const problem = (
  code: SchemaProblemCode,
  at: YamlNode,
  path: SchemaPath,
  message: SchemaProblem['message'],
  fixes: readonly (SchemaFix | undefined)[],
): SchemaProblem => ({ code, at, path, message, fixes: at.alias ? [] : fixes.flatMap((fix) => fix ?? []) });

/** A list, map or single value where another of the three is needed; `undefined` when the form is right. */
export function structureProblem(
  node: YamlNode,
  schema: SchemaNode,
  path: SchemaPath,
  text: string,
): SchemaProblem | undefined {
  const wanted = schema.type === 'list' ? 'seq' : schema.type === 'map' || schema.type === 'object' ? 'map' : 'scalar';
  if (node.kind === wanted) return undefined;
  const what = `${placeWords(path, 'the object')} takes ${typeWords(schema)}, not ${valueWords(node)}`;
  const why = 'the API server refuses the object';
  if (wanted === 'seq') {
    const { element } = schema;
    const fitting =
      element &&
      (node.kind === 'map'
        ? element.type === 'object' || element.type === 'map'
        : element.type !== 'object' && element.type !== 'map');
    const todo =
      node.kind === 'map'
        ? `Put a dash in front of its first field${alsoNeeds(node, element)}`
        : `Write it as a list: [${node.kind === 'scalar' ? node.text : ''}]`;
    if (fitting) return problem('wrong-type', node, path, { what, why, todo }, [wrapFix(node, text)]);
    const items = `Write each item behind a dash${element && element.required.length > 0 ? `, with ${listWords(element.required)}` : ''}`;
    return problem('wrong-type', node, path, { what, why, todo: items }, []);
  }
  if (node.kind === 'seq') {
    const fix = node.items.length === 1 && node.items[0]!.kind === wanted ? unwrapFix(node, text) : undefined;
    const todo = fix
      ? 'Take the value out of the list'
      : wanted === 'map'
        ? fieldsTodo(schema)
        : 'Write a single value';
    return problem('wrong-type', node, path, { what, why, todo }, [fix]);
  }
  if (wanted === 'map') {
    const field = node.kind === 'scalar' ? fieldFor(node, schema) : undefined;
    const todo = field ? `Write ${field}: ${node.kind === 'scalar' ? node.text : ''} below it` : fieldsTodo(schema);
    // A text of several lines, or a plain one with brackets, cannot stand in braces.
    const isLine = !(
      /[\n]/.test(text.slice(node.span.start, node.span.end)) ||
      (node.kind === 'scalar' && node.style === 'plain' && /[{}[\],]/.test(node.text))
    );
    const fix = field && node.kind === 'scalar' && isLine ? fieldFix(node, field, text) : undefined;
    return problem('wrong-type', node, path, { what, why, todo }, [fix]);
  }
  if (path[0] === 'data')
    return problem(
      'wrong-type',
      node,
      path,
      { what, why, todo: 'Write it as text, for instance as a block behind |-' },
      [],
    );
  return problem('wrong-type', node, path, { what, why, todo: `Write ${typeWords(schema)}` }, []);
}

/** Fields that an item must have and the map has not. */
function alsoNeeds(node: MapNode, element: SchemaNode | undefined): string {
  const missing = element?.required.filter((name) => !entryOf(node, name)) ?? [];
  return missing.length > 0 ? `, and add ${listWords(missing)} to the item` : '';
}

/** The field that a single value was meant for: the only one there is, or the only one that must be there, of a fitting type. */
function fieldFor(node: ScalarNode, schema: SchemaNode): string | undefined {
  const names = schema.fields.size === 1 ? [...schema.fields.keys()] : schema.required;
  const [name] = names;
  const field = name === undefined || names.length > 1 ? undefined : schema.fields.get(name);
  const scalar = field && field.type !== 'list' && field.type !== 'map' && field.type !== 'object';
  return scalar && !scalarProblem(node, field, []) ? name : undefined;
}

const fieldsTodo = (schema: SchemaNode): string =>
  schema.fields.size > 0
    ? `Write its fields below it: ${listWords([...schema.fields.keys()], 8)}`
    : 'Write its keys and values below it';

/** A scalar of the wrong type, outside the accepted values or outside the limits. The schema's type must be a scalar one. */
export function scalarProblem(node: ScalarNode, schema: SchemaNode, path: SchemaPath): SchemaProblem | undefined {
  const { value } = node;
  if (value === undefined || value === null) return undefined;
  const name = placeWords(path, 'the object');
  const accepted = schema.values?.map(String);
  const wrong = (todo: string, why: string | undefined, fixes: readonly (SchemaFix | undefined)[]) =>
    problem(
      'wrong-type',
      node,
      path,
      { what: `${name} takes ${typeWords(schema)}, not ${valueWords(node)}`, why, todo },
      fixes,
    );
  switch (schema.type) {
    case 'string':
      if (accepted && !accepted.includes(node.text)) return enumProblem(node, accepted, name, path);
      if (typeof value === 'string') return undefined;
      return wrong(`Quote it: ${JSON.stringify(node.text)}`, `without quotes YAML reads a ${typeof value}`, [
        quoteFix(node),
      ]);
    case 'integer':
    case 'number': {
      if (typeof value === 'number') {
        if (schema.type === 'integer' && !Number.isInteger(value))
          return wrong('Write it without a fraction', undefined, []);
        if (accepted && !accepted.includes(String(value))) return enumProblem(node, accepted, name, path);
        return rangeProblem(node, value, schema, name, path);
      }
      const numeric =
        typeof value === 'string' && (schema.type === 'integer' ? /^-?\d+$/ : /^-?\d+(?:\.\d+)?$/).test(value);
      if (numeric) return wrong('Write it without quotes', 'in quotes it is text', [plainFix(node, node.text)]);
      return wrong(`Write ${typeWords(schema)}`, undefined, []);
    }
    case 'boolean': {
      if (typeof value === 'boolean') return undefined;
      const meant = typeof value === 'string' ? ownValue(BOOLEAN_WORDS, value.toLowerCase()) : undefined;
      if (meant !== undefined)
        return wrong(`Write ${meant} without quotes`, 'in quotes it is text', [plainFix(node, meant)]);
      return wrong('Write true or false', undefined, []);
    }
    case 'int-or-string':
      return typeof value === 'boolean' ? wrong('Write a number, or text in quotes', undefined, []) : undefined;
    case 'quantity':
      if (typeof value === 'number' || (typeof value === 'string' && QUANTITY.test(value.trim()))) return undefined;
      return wrong('Write digits with a suffix such as m, k, M, G, Ki, Mi or Gi', undefined, []);
    default:
      return undefined;
  }
}

const BOOLEAN_WORDS: Readonly<Record<string, string>> = {
  true: 'true',
  yes: 'true',
  on: 'true',
  false: 'false',
  no: 'false',
  off: 'false',
};

function enumProblem(node: ScalarNode, accepted: readonly string[], name: string, path: SchemaPath): SchemaProblem {
  const near = nearest(
    node.text,
    accepted.filter((each) => each !== ''),
  );
  const todo =
    near && near.nearness !== 'far'
      ? `Write ${near.name}; accepted: ${listWords(accepted)}`
      : `Use one of ${listWords(accepted)}`;
  const others = accepted.length <= 4 ? accepted.filter((each) => each !== near?.name && each !== '') : [];
  return problem(
    'invalid-enum',
    node,
    path,
    {
      what: `${name} cannot be ${valueWords(node).replace(/^the (?:text|number|boolean) /, '')}`,
      why: 'the API server refuses the object',
      todo,
    },
    [
      near ? valueFix(node, near.name, near.nearness === 'spelling') : undefined,
      ...others.map((each) => valueFix(node, each, false)),
    ],
  );
}

function rangeProblem(
  node: ScalarNode,
  value: number,
  schema: SchemaNode,
  name: string,
  path: SchemaPath,
): SchemaProblem | undefined {
  const { minimum, maximum } = schema;
  if ((minimum === undefined || value >= minimum) && (maximum === undefined || value <= maximum)) return undefined;
  const range =
    minimum === undefined
      ? `at most ${maximum}`
      : maximum === undefined
        ? `at least ${minimum}`
        : `from ${minimum} to ${maximum}`;
  return problem(
    'out-of-range',
    node,
    path,
    {
      what: `${name} cannot be ${node.text}`,
      why: `the API server takes numbers ${range}`,
      todo: `Write a number ${range}`,
    },
    [],
  );
}
