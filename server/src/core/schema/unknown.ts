/** A field that the schema does not know: what was meant by it. */
import { ownValue } from '../own-value';
import { type Entry, entryOf, isNull, type MapNode } from '../yaml/node';
import { liftFix, moveFix, nestFix, removeFix, renameFix } from './fixes';
import { nearest } from './near';
import { type Level, placementOf } from './placement';
import type { SchemaFix, SchemaProblem } from './problem';
import type { SchemaNode, SchemaPath } from './store';
import { listWords, placeWords } from './words';

/** The field that was meant beyond doubt: it does not count as missing, and what is below it is checked all the same. */
export interface Meant {
  readonly path: SchemaPath;
  readonly name: string;
  readonly schema: SchemaNode | undefined;
}

export interface Unknown {
  readonly problem: SchemaProblem;
  readonly meant: Meant | undefined;
}

const LOST = 'kubectl refuses it, and other clients drop it without a word';

/** What a field is called elsewhere, to what it may be called here. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  matchLabels: ['labels'],
  labels: ['matchLabels'],
  secretName: ['credentialName'],
  credential: ['credentialName'],
  modelUri: ['storageUri'],
  uri: ['storageUri'],
  url: ['storageUri'],
};

/**
 * @param node the map that holds the entry
 * @param levels from the object's root to that map
 */
export function unknownField(
  node: MapNode,
  entry: Entry,
  levels: readonly Level[],
  { text, kind }: { readonly text: string; readonly kind: string },
): Unknown {
  const { schema, path } = levels.at(-1)!;
  const name = entry.key.text;
  const place = placeWords(path, kind);
  const accepted = listWords([...schema.fields.keys()]);
  const make = (
    message: SchemaProblem['message'],
    fixes: readonly (SchemaFix | undefined)[],
    meant?: Meant,
  ): Unknown => ({
    problem: {
      code: 'unknown-field',
      at: entry.key,
      path: [...path, name],
      message,
      fixes: entry.merged || node.alias ? [] : fixes.flatMap((fix) => fix ?? []),
    },
    meant,
  });
  const lacks = `${place} has no field ${name}`;
  const near = nearest(name, schema.fields.keys());
  const rename = (to: string, nearness: string): Unknown => {
    const field = schema.fields.get(to);
    const what = nearness === 'spelling' ? `${name} is not how the field of ${place} is spelt` : lacks;
    if (entryOf(node, to)) {
      return make({ what, why: LOST, todo: `Remove it: ${to} is there already` }, [removeFix(text, node, entry)]);
    }
    const sure = nearness !== 'far';
    return make(
      { what, why: LOST, todo: sure ? `Write ${to}` : `Did you mean ${to}? Accepted: ${accepted}` },
      [renameFix(entry, to, field, text, sure)],
      { path, name: to, schema: sure ? field : undefined },
    );
  };
  if (near && near.nearness !== 'far') return rename(near.name, near.nearness);

  const other = ownValue(SYNONYMS, name)?.find((each) => schema.fields.has(each) && !entryOf(node, each));
  if (other) return rename(other, 'name');

  const placement = placementOf(name, entry.value, levels);
  if (placement) {
    const { level, steps } = placement;
    const target = steps.filter((step) => step !== '[]');
    const listed = steps.includes('[]');
    const spot = placeWords([...level.path, ...target], kind);
    const where = listed ? `an item of ${spot}` : spot === kind ? 'the top level' : spot;
    const to = steps.reduce<SchemaNode | undefined>((at, step) => at?.step(step), level.schema);
    return make(
      {
        what: `${name} is in the wrong place`,
        why: `${place} has no such field; it belongs ${listed ? 'in' : spot === kind ? 'at' : 'under'} ${where}`,
        todo: `Move it to ${where}`,
      },
      [listed ? undefined : moveFix(text, node, entry, level.node, target, where)],
      { path: [...level.path, ...steps], name, schema: to?.fields.get(name) },
    );
  }
  if (near) return rename(near.name, near.nearness);

  // Labels written one level too high, or under the name that another kind has for them.
  const maps = [...schema.fields].filter(([, field]) => field.type === 'map' && field.element?.type === 'string');
  const [only] = maps;
  if (only && maps.length === 1 && schema.fields.size <= 2) {
    if (entry.value.kind === 'map' && !entryOf(node, only[0])) return rename(only[0], 'name');
    if (entry.value.kind === 'scalar' && !isNull(entry.value)) {
      const where = placeWords([...path, only[0]], kind);
      return make(
        {
          what: `${name} is in the wrong place`,
          why: `${lacks}; labels belong under ${where}`,
          todo: `Move it to ${where}`,
        },
        [
          entryOf(node, only[0])
            ? moveFix(text, node, entry, node, [only[0]], where)
            : nestFix(text, node, only[0], where),
        ],
      );
    }
  }
  return make({ what: lacks, why: LOST, todo: `Remove it, or use one of: ${accepted}` }, [
    removeFix(text, node, entry),
  ]);
}

/** `matchLabels:` (or the like) in a map that takes the labels themselves. */
export function liftedMap(entry: Entry, node: MapNode, path: SchemaPath, text: string): SchemaProblem | undefined {
  if (entry.value.kind !== 'map' || !/^(?:matchL|l)abels$/.test(entry.key.text)) return undefined;
  const place = placeWords(path, 'the object');
  return {
    code: 'wrong-type',
    at: entry.key,
    path: [...path, entry.key.text],
    message: {
      what: `${place} takes names and values themselves, not ${entry.key.text}`,
      why: `the value of each name in ${place} is text`,
      todo: `Write what is below ${entry.key.text} directly under ${place}`,
    },
    fixes: [liftFix(text, node, entry)].flatMap((fix) => fix ?? []),
  };
}
