/** What the API asks of fields together: which exclude each other, which need each other, which limit each other. */
import { type Entry, entryOf, isNull, isScalar, isUnknown, type MapNode, type YamlNode } from '../yaml/node';
import { addFix } from './add-fix';
import { removeFix, valueFix } from './fixes';
import { formProblem, isTemplate } from './limits';
import type { SchemaProblem } from './problem';
import type { RawCondition, RawWhen } from './raw';
import type { SchemaNode, SchemaPath } from './store';
import { matches } from './text-forms';
import { listWords, placeWords } from './words';

interface Place {
  readonly node: MapNode;
  readonly schema: SchemaNode;
  readonly path: SchemaPath;
  /** Where to point for what the map lacks. */
  readonly owner: YamlNode;
  /** The document's text, and the kind's name. */
  readonly text: string;
  readonly kind: string;
}

/** Problems of the map's own fields with each other. */
export function* fieldProblems(place: Place): Generator<SchemaProblem> {
  yield* exclusive(place);
  for (const when of place.schema.when) yield* conditional(place, when);
  for (const [less, more] of place.schema.ordered) yield* unordered(place, less, more);
}

const setIn = (node: MapNode, name: string): Entry | undefined => {
  const entry = entryOf(node, name);
  return entry && (!isNull(entry.value) || isUnknown(entry.value)) ? entry : undefined;
};

function* exclusive({ node, schema, path, owner, text, kind }: Place): Generator<SchemaProblem> {
  const place = placeWords(path, kind);
  const none = (fields: readonly string[], why: string): SchemaProblem => ({
    code: 'one-of',
    at: owner,
    path,
    message: { what: `${place} has none of ${listWords(fields)}`, why, todo: 'Add one' },
    fixes: [],
  });
  for (const { fields, needed } of schema.exclusive) {
    const set = fields.flatMap((name) => setIn(node, name) ?? []).sort((a, b) => a.span.start - b.span.start);
    if (set.length > 1) {
      yield {
        code: 'one-of',
        at: set[1]!.key,
        path,
        message: {
          what: `${listWords(set.map((entry) => entry.key.text))} exclude each other`,
          why: `${place} takes only one of ${listWords(fields)}`,
          todo: 'Keep one of them',
        },
        fixes: set.flatMap((entry) => (entry.merged ? [] : { ...removeFix(text, node, entry) })),
      };
    } else if (needed && set.length === 0 && !node.open) {
      yield none(fields, 'the API server asks for exactly one of them');
    }
  }
  for (const fields of schema.anyOf) {
    if (!node.open && !fields.some((name) => setIn(node, name)))
      yield none(fields, 'the API server asks for one of them at least');
  }
}

/** `undefined`: cannot be told. */
function holds({ node, schema }: Place, [name, values, fallback]: RawCondition): boolean | undefined {
  const value = entryOf(node, name)?.value;
  if (!value) {
    if (node.open) return undefined;
    const text = schema.fields.get(name)?.default ?? fallback;
    return text === undefined ? undefined : values.includes(String(text));
  }
  if (!isScalar(value) || value.unknown || value.value === null || isTemplate(value.text)) return undefined;
  return values.includes(String(value.value));
}

function* conditional(place: Place, when: RawWhen): Generator<SchemaProblem> {
  const { node, path, owner, kind, text } = place;
  const answers = when.if.map((condition) => holds(place, condition));
  if (answers.includes(undefined)) return;
  const met = answers.every((answer) => answer);
  const written = when.if.filter(([name]) => entryOf(node, name));
  const [name, values] = (written.length > 0 ? written : when.if).at(-1)!;
  const condition = (all: boolean) =>
    `${name} is ${all ? listWords(values).replace(' and ', ' or ') : (entryText(node, name) ?? values[0])}`;
  if ('need' in when) {
    if (!met || node.open || setIn(node, when.need)) return;
    yield {
      code: 'fields',
      at: entryOf(node, when.need)?.key ?? entryOf(node, name)?.value ?? owner,
      path,
      message: {
        what: `${placeWords(path, kind)} lacks ${when.need}`,
        why: `the API server asks for it where ${condition(false)}`,
        todo: `Add ${when.need}`,
      },
      fixes: [addFix(text, node, place.schema, [when.need])].flatMap((fix) => fix ?? []),
    };
  } else if ('only' in when || 'never' in when) {
    const field = 'only' in when ? when.only : when.never;
    const entry = setIn(node, field);
    if (
      !entry ||
      met === 'only' in when ||
      (isScalar(entry.value) && (entry.value.unknown || entry.value.value === ''))
    )
      return;
    yield {
      code: 'fields',
      at: entry.key,
      path: [...path, field],
      message: {
        what: `${field} does not go with ${name} ${entryText(node, name) ?? values[0]}`,
        why:
          'only' in when
            ? `the API server takes it only where ${condition(true)}`
            : 'the API server refuses the two together',
        todo:
          'only' in when
            ? `Set ${name} to ${listWords(values).replace(' and ', ' or ')}, or remove ${field}`
            : `Remove ${field}, or change ${name}`,
      },
      fixes: entry.merged || node.alias ? [] : [{ ...removeFix(text, node, entry) }],
    };
  } else if (met) {
    const value = entryOf(node, when.on)?.value;
    if (!value || !isScalar(value) || value.unknown || typeof value.value !== 'string' || isTemplate(value.text))
      return;
    const at = [...path, when.on];
    if ('p' in when) {
      if (!matches(when.p, value.value)) yield formProblem(value, when.p, at);
      return;
    }
    const isStart = 'start' in when;
    if (isStart ? value.value.startsWith(when.start) : !value.value.includes(when.banned)) return;
    yield {
      code: 'form',
      at: value,
      path: at,
      message: {
        what: isStart ? `${when.on} does not begin with ${when.start}` : `${when.on} holds ${when.banned}`,
        why: `the API server refuses that where ${condition(false)}`,
        todo: isStart ? `Write ${when.start}${value.value}` : `Write it without ${when.banned}`,
      },
      fixes: isStart && !value.alias ? [valueFix(value, `${when.start}${value.value}`, false)] : [],
    };
  }
}

const entryText = (node: MapNode, name: string): string | undefined => {
  const value = entryOf(node, name)?.value;
  return value && isScalar(value) ? value.text : undefined;
};

/** The first field's number is larger than the second's. */
function* unordered({ node, schema, path }: Place, less: string, more: string): Generator<SchemaProblem> {
  const value = entryOf(node, less)?.value;
  const limit = entryOf(node, more)?.value;
  if (!value || !isScalar(value) || typeof value.value !== 'number') return;
  const most = limit
    ? isScalar(limit)
      ? limit.value
      : undefined
    : node.open
      ? undefined
      : schema.fields.get(more)?.default;
  if (typeof most !== 'number' || value.value <= most) return;
  yield {
    code: 'fields',
    at: value,
    path: [...path, less],
    message: {
      what: `${less} is larger than ${more}`,
      why: `the API server takes at most ${most} here`,
      todo: `Lower ${less}, or raise ${more}`,
    },
    fixes: [],
  };
}
