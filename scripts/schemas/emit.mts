/** schemas/ → the TypeScript modules that core bundles. Strings, not object literals: parsed only when first asked for. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { checkDocs, type RawDocs } from '../../server/src/core/schema/docs';
import type { RawStructure } from '../../server/src/core/schema/raw';
import { SchemaStore } from '../../server/src/core/schema/store';
import { ImportError } from './import-error.mts';

export interface Emitted {
  readonly file: string;
  readonly content: string;
}

/**
 * The last import, or `undefined` before the first.
 * @throws ImportError when the file is damaged: kinds that only it holds would be lost
 */
export function readStructure(schemas: string): RawStructure | undefined {
  const file = join(schemas, 'structure.gen.json');
  if (!existsSync(file)) return undefined;
  try {
    const { kinds, nodes } = JSON.parse(readFileSync(file, 'utf8')) as RawStructure;
    if (kinds && Array.isArray(nodes)) return { kinds, nodes };
  } catch {
    // Told below, with what to do.
  }
  throw new ImportError(`${file}: no readable structure; restore it, so that kinds outside this import are kept`);
}

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
    const part = readPart(join(folder, name));
    docs.kinds = { ...docs.kinds, ...part.kinds };
    docs.shared = { ...docs.shared, ...part.shared };
    docs.shapes = [...docs.shapes, ...(part.shapes ?? [])];
    docs.keys = [...docs.keys, ...(part.keys ?? [])];
    docs.config = { ...docs.config, ...part.config };
  }
  return docs;
}

function readPart(file: string): Partial<RawDocs> {
  try {
    const part: unknown = parse(readFileSync(file, 'utf8'));
    if (typeof part === 'object' && part !== null) return part as Partial<RawDocs>;
  } catch (error) {
    throw new ImportError(`${file}: no readable YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  throw new ImportError(`${file}: holds no descriptions`);
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
