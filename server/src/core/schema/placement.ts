/** Where an unknown field belongs: under a neighbour, or some levels up. */
import { entryOf, isNull, type MapNode, type YamlNode } from '../yaml/node';
import type { SchemaNode, SchemaPath } from './store';

/** A map on the way from the object's root to the field, with its schema. */
export interface Level {
  readonly node: MapNode;
  readonly schema: SchemaNode;
  readonly path: SchemaPath;
}

export interface Placement {
  readonly level: Level;
  /** Fields below the level's map; `[]` where it is an item of a list. */
  readonly steps: readonly string[];
}

const MAX_STEPS = 2;

/**
 * The one place that knows the field and does not have it yet. Nearest first: below the map itself, then each map above and what is
 * below it. Two places equally near: `undefined`.
 * @param levels from the root to the map that holds the field
 */
export function placementOf(name: string, value: YamlNode, levels: readonly Level[]): Placement | undefined {
  for (let i = levels.length - 1; i >= 0; i--) {
    const level = levels[i]!;
    if (i < levels.length - 1 && level.schema.fields.has(name)) {
      if (fits(value, level.schema.fields.get(name)!) && !isTaken(level.node, [], name)) return { level, steps: [] };
    }
    const found = below(level, name, value);
    if (found === 'several') return undefined;
    if (found) return { level, steps: found };
  }
  return undefined;
}

function below(level: Level, name: string, value: YamlNode): readonly string[] | 'several' | undefined {
  let row: { steps: readonly string[]; schema: SchemaNode }[] = [{ steps: [], schema: level.schema }];
  for (let depth = 0; depth < MAX_STEPS; depth++) {
    const next: typeof row = [];
    const found: (readonly string[])[] = [];
    for (const { steps, schema } of row) {
      for (const [field, child] of schema.fields) {
        if (field === 'status' && steps.length === 0) continue;
        const inner = child.type === 'list' ? child.element : child;
        if (inner?.type !== 'object') continue;
        const to = child.type === 'list' ? [...steps, field, '[]'] : [...steps, field];
        next.push({ steps: to, schema: inner });
        const match = inner.fields.get(name);
        if (match && fits(value, match) && !isTaken(level.node, to, name)) found.push(to);
      }
    }
    // Neighbours that are there already are the likelier place.
    const present = found.filter((steps) => entryOf(level.node, steps[0]!) !== undefined);
    const choice = present.length > 0 ? present : found;
    if (choice.length === 1) return choice[0]!;
    if (choice.length > 1) return 'several';
    row = next;
  }
  return undefined;
}

/** True when the value could be what the schema asks for. */
function fits(value: YamlNode, schema: SchemaNode): boolean {
  if (isNull(value) || schema.type === 'any') return true;
  if (value.kind === 'map') return schema.type === 'object' || schema.type === 'map';
  if (value.kind === 'seq') return schema.type === 'list';
  return schema.type !== 'object' && schema.type !== 'map' && schema.type !== 'list';
}

function isTaken(base: MapNode, steps: readonly string[], name: string): boolean {
  let node: YamlNode | undefined = base;
  for (const step of steps) {
    if (step === '[]') return false;
    node = entryOf(node, step)?.value;
  }
  return entryOf(node, name) !== undefined;
}
