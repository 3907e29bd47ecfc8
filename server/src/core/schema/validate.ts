/** Walks a written object along its schema. Templated, unreadable and null values are passed over in silence. */
import type { Span } from '../text/span';
import { type Entry, entryOf, isMap, isNull, type MapNode, type ScalarNode, type YamlNode } from '../yaml/node';
import { moveFix, removeFix, renameFix } from './fixes';
import { nearest } from './near';
import { type Level, placementOf } from './placement';
import type { SchemaFix, SchemaProblem } from './problem';
import type { SchemaNode, SchemaPath } from './store';
import { scalarProblem, structureProblem } from './values';
import { listWords, placeWords } from './words';

/** Aliases may repeat subtrees without end: past so many visits the rest of the object is not looked at. */
const MAX_VISITS = 200_000;

export interface ValidateOptions {
  /** The document that the nodes' offsets count in. */
  readonly text: string;
  /** The kind's name, for messages about the object's own fields. */
  readonly kind: string;
  /** Where to point for what the object as a whole lacks. */
  readonly head: YamlNode;
}

/** Problems in order of place; each place and code at most once, also where anchors repeat it. */
export function validateObject(root: MapNode, schema: SchemaNode, options: ValidateOptions): SchemaProblem[] {
  const walker = new Walker(options);
  walker.map(root, schema, [], [], options.head);
  return walker.problems();
}

class Walker {
  readonly #options: ValidateOptions;
  readonly #found = new Map<string, SchemaProblem>();
  #left = MAX_VISITS;

  constructor(options: ValidateOptions) {
    this.#options = options;
  }

  problems(): SchemaProblem[] {
    return [...this.#found.values()].sort((a, b) => spanOf(a).start - spanOf(b).start || spanOf(a).end - spanOf(b).end);
  }

  #report(problem: SchemaProblem | undefined): void {
    if (!problem) return;
    const span = spanOf(problem);
    const key = `${problem.code} ${span.start} ${span.end}`;
    if (!this.#found.has(key)) this.#found.set(key, problem);
  }

  /** @param owner what stands for the value where it lacks something: its key, or its own first line */
  #value(node: YamlNode, schema: SchemaNode, path: SchemaPath, levels: readonly Level[], owner: YamlNode): void {
    if (this.#left-- <= 0 || schema.type === 'any' || isNull(node)) return;
    if (node.kind === 'scalar' && node.unknown) return;
    const misfit = structureProblem(node, schema, path, this.#options.text);
    if (misfit) this.#report(misfit);
    else if (node.kind === 'scalar') this.#report(scalarProblem(node, schema, path));
    else if (node.kind === 'map') this.map(node, schema, path, levels, owner);
    else if (schema.element) {
      const { element } = schema;
      node.items.forEach((item, i) => {
        this.#value(item, element, [...path, i], levels, (isMap(item) && item.entries[0]?.key) || item);
      });
    }
  }

  map(node: MapNode, schema: SchemaNode, path: SchemaPath, above: readonly Level[], owner: YamlNode): void {
    const levels = [...above, { node, schema, path }];
    for (const entry of node.entries) {
      const { key } = entry;
      // `$patch` and the like steer a strategic merge; they are no fields.
      if (key.unknown || key.text.startsWith('$')) continue;
      const field = schema.type === 'map' ? schema.element : schema.fields.get(key.text);
      if (field) this.#value(entry.value, field, [...path, key.text], levels, key);
      else if (!schema.open) this.#report(this.#unknownField(node, entry, path, levels));
    }
    if (schema.type !== 'object') return;
    if (!node.open) this.#report(this.#missing(node, schema, path, owner));
    this.#exclusive(node, schema, path, owner);
  }

  #unknownField(node: MapNode, entry: Entry, path: SchemaPath, levels: readonly Level[]): SchemaProblem {
    const { text, kind } = this.#options;
    const { schema } = levels.at(-1)!;
    const name = entry.key.text;
    const place = placeWords(path, kind);
    const lost = 'kubectl refuses it, and other clients drop it without a word';
    const make = (
      what: string,
      why: string | undefined,
      todo: string,
      fixes: readonly (SchemaFix | undefined)[],
    ): SchemaProblem => ({
      code: 'unknown-field',
      at: entry.key,
      path: [...path, name],
      message: { what, why, todo },
      fixes: fixes.flatMap((fix) => fix ?? []),
    });
    const near = nearest(name, schema.fields.keys());
    const taken = near && entryOf(node, near.name) !== undefined;
    const rename = () => {
      const sure = near!.nearness !== 'far';
      const what =
        near!.nearness === 'spelling'
          ? `${name} is not how the field of ${place} is spelt`
          : `${place} has no field ${name}`;
      if (taken) return make(what, lost, `Remove it: ${near!.name} is there already`, [removeFix(text, node, entry)]);
      const todo = sure
        ? `Write ${near!.name}`
        : `Did you mean ${near!.name}? Accepted: ${listWords([...schema.fields.keys()])}`;
      return make(
        what,
        lost,
        todo,
        entry.merged ? [] : [renameFix(entry, near!.name, schema.fields.get(near!.name), text, sure)],
      );
    };
    if (near && near.nearness !== 'far') return rename();
    const placement = placementOf(name, entry.value, levels);
    if (placement) {
      const target = placement.steps.filter((step) => step !== '[]');
      const listed = placement.steps.includes('[]');
      const where = placeWords([...placement.level.path, ...target], kind);
      const fix = listed
        ? undefined
        : moveFix(text, node, entry, placement.level.node, target, where === kind ? 'the top level' : where);
      const spot = listed ? `an item of ${where}` : where === kind ? 'the top level' : where;
      return make(
        `${name} is in the wrong place`,
        `${place} has no such field; it belongs ${listed ? 'in' : where === kind ? 'at' : 'under'} ${spot}`,
        `Move it to ${spot}`,
        [fix],
      );
    }
    if (near) return rename();
    const accepted = listWords([...schema.fields.keys()]);
    return make(`${place} has no field ${name}`, lost, `Remove it, or use one of: ${accepted}`, [
      entry.merged ? undefined : removeFix(text, node, entry),
    ]);
  }

  #missing(node: MapNode, schema: SchemaNode, path: SchemaPath, owner: YamlNode): SchemaProblem | undefined {
    const missing = schema.required.filter((name) => {
      const entry = entryOf(node, name);
      return !entry || (isNull(entry.value) && !(entry.value as ScalarNode).unknown);
    });
    if (missing.length === 0) return undefined;
    const empty = entryOf(node, missing[0]!);
    const place = placeWords(path, this.#options.kind);
    const names = listWords(missing);
    return {
      code: 'missing-required',
      at: empty?.key ?? owner,
      path,
      message: {
        what: empty && missing.length === 1 ? `${names} of ${place} has no value` : `${place} lacks ${names}`,
        why: 'the API server refuses the object without',
        todo: `Add ${names}`,
      },
      fixes: [],
    };
  }

  #exclusive(node: MapNode, schema: SchemaNode, path: SchemaPath, owner: YamlNode): void {
    for (const { fields, needed } of schema.exclusive) {
      const set = node.entries.filter((entry) => fields.includes(entry.key.text) && !isNull(entry.value));
      const place = placeWords(path, this.#options.kind);
      if (set.length > 1) {
        this.#report({
          code: 'one-of',
          at: set[1]!.key,
          path,
          message: {
            what: `${listWords(set.map((entry) => entry.key.text))} exclude each other`,
            why: `${place} takes only one of ${listWords(fields)}`,
            todo: 'Keep one of them',
          },
          fixes: set.flatMap((entry) => (entry.merged ? [] : { ...removeFix(this.#options.text, node, entry) })),
        });
      } else if (needed && set.length === 0 && !node.open) {
        this.#report({
          code: 'one-of',
          at: owner,
          path,
          message: {
            what: `${place} has none of ${listWords(fields)}`,
            why: 'the API server asks for exactly one of them',
            todo: 'Add one',
          },
          fixes: [],
        });
      }
    }
  }
}

const spanOf = (problem: SchemaProblem): Span => ('span' in problem.at ? problem.at.span : problem.at);
