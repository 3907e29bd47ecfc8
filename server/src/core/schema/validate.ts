/** Walks a written object along its schema. Templated, unreadable and null values are passed over in silence. */
import type { Span } from '../text/span';
import { type Entry, entryOf, isMap, isNull, type MapNode, type ScalarNode, type YamlNode } from '../yaml/node';
import { addFix } from './add-fix';
import { fieldProblems } from './conditions';
import { listProblems, mapProblem, textProblem } from './limits';
import type { Level } from './placement';
import type { SchemaProblem } from './problem';
import type { SchemaNode, SchemaPath } from './store';
import { liftedMap, unknownField } from './unknown';
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
  /** `path name` of fields that were written under another name or in another place: not missing as well. */
  readonly #meant = new Set<string>();
  readonly #lacking: {
    readonly node: MapNode;
    readonly names: readonly string[];
    readonly path: SchemaPath;
    readonly owner: YamlNode;
    readonly schema: SchemaNode;
  }[] = [];
  #left = MAX_VISITS;

  constructor(options: ValidateOptions) {
    this.#options = options;
  }

  problems(): SchemaProblem[] {
    for (const { node, names, path, owner, schema } of this.#lacking) {
      const missing = names.filter((name) => !this.#meant.has(`${path.join('/')} ${name}`));
      if (missing.length > 0) this.#report(this.#missing(node, missing, path, owner, schema));
    }
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
    else if (node.kind === 'scalar') this.#report(scalarProblem(node, schema, path) ?? textProblem(node, schema, path));
    else if (node.kind === 'map') this.map(node, schema, path, levels, owner);
    else if (schema.element) {
      const { element } = schema;
      for (const problem of listProblems(node, schema, path)) this.#report(problem);
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
      const lifted =
        schema.type === 'map' && field?.type === 'string'
          ? liftedMap(entry, node, path, this.#options.text)
          : undefined;
      if (lifted) this.#report(lifted);
      else if (field) this.#value(entry.value, field, [...path, key.text], levels, key);
      else if (!schema.open) this.#unknown(node, entry, levels);
    }
    if (schema.type === 'map') this.#report(mapProblem(node, schema, path, owner));
    if (schema.type !== 'object') return;
    if (!node.open) {
      const names = schema.required.filter((name) => {
        const entry = entryOf(node, name);
        return !entry || (isNull(entry.value) && !(entry.value as ScalarNode).unknown);
      });
      if (names.length > 0) this.#lacking.push({ node, names, path, owner, schema });
    }
    const { text, kind } = this.#options;
    for (const problem of fieldProblems({ node, schema, path, owner, text, kind })) this.#report(problem);
  }

  #unknown(node: MapNode, entry: Entry, levels: readonly Level[]): void {
    const { problem, meant } = unknownField(node, entry, levels, this.#options);
    this.#report(problem);
    if (!meant) return;
    this.#meant.add(`${meant.path.join('/')} ${meant.name}`);
    const { schema } = meant;
    // The rename or the move would show what is wrong below next; the form itself is the fix's to change.
    if (schema && !structureProblem(entry.value, schema, [], '')) {
      this.#value(entry.value, schema, [...meant.path, meant.name], levels, entry.key);
    }
  }

  #missing(
    node: MapNode,
    missing: readonly string[],
    path: SchemaPath,
    owner: YamlNode,
    schema: SchemaNode,
  ): SchemaProblem {
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
      fixes: [addFix(this.#options.text, node, schema, missing)].flatMap((fix) => fix ?? []),
    };
  }
}

const spanOf = (problem: SchemaProblem): Span => ('span' in problem.at ? problem.at.span : problem.at);
