/** schemas/ → the TypeScript modules that core bundles. Strings, not object literals: parsed only when first asked for. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { checkDocs, type RawDocs } from '../../server/src/core/schema/docs';
import type { RawStructure } from '../../server/src/core/schema/raw';
import { SchemaStore } from '../../server/src/core/schema/store';

export interface Emitted {
  readonly file: string;
  readonly content: string;
}

export const readStructure = (schemas: string): RawStructure | undefined =>
  existsSync(join(schemas, 'structure.gen.json'))
    ? (JSON.parse(readFileSync(join(schemas, 'structure.gen.json'), 'utf8')) as RawStructure)
    : undefined;

/** The overlay: all files of schemas/docs together. */
export function readDocs(schemas: string): RawDocs {
  const folder = join(schemas, 'docs');
  const docs: { -readonly [K in keyof RawDocs]: RawDocs[K] } = {
    kinds: {},
    shared: {},
    shapes: [],
    keys: [],
    config: {},
  };
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    if (!name.endsWith('.yaml')) continue;
    const part = parse(readFileSync(join(folder, name), 'utf8')) as Partial<RawDocs>;
    docs.kinds = { ...docs.kinds, ...part.kinds };
    docs.shared = { ...docs.shared, ...part.shared };
    docs.shapes = [...docs.shapes, ...(part.shapes ?? [])];
    docs.keys = [...docs.keys, ...(part.keys ?? [])];
    docs.config = { ...docs.config, ...part.config };
  }
  return docs;
}

/** Overlay entries whose field no schema has (any more). */
export const danglingDocs = (schemas: string, structure: RawStructure): string[] =>
  checkDocs(readDocs(schemas), new SchemaStore(() => structure));

/** Modules to write, by path from the repository's root. */
export function emitSchemas(root: string): Emitted[] {
  const schemas = join(root, 'schemas');
  const structure = readStructure(schemas);
  if (!structure) throw new Error('schemas/structure.gen.json is missing: run `npm run schemas:import`');
  return [
    module('structure', 'STRUCTURE', 'Structure of every kind, as JSON (see raw.ts).', structure),
    module(
      'docs',
      'DOCS',
      'Our own descriptions of kinds, fields, annotations and settings, as JSON (see docs.ts).',
      readDocs(schemas),
    ),
  ];
}

function module(name: string, variable: string, what: string, value: unknown): Emitted {
  const text = JSON.stringify(value).replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return {
    file: `server/src/core/schema/${name}.gen.ts`,
    content: `// Written from schemas/ by scripts/schemas/emit.mts.\n/** ${what} */\nexport const ${variable} = '${text}';\n`,
  };
}
