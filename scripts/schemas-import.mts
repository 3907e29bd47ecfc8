/**
 * `npm run schemas:import -- PATH… [--source "project=version, commit"]… [--out DIR]`: reads CustomResourceDefinitions and Kubernetes
 * JSON Schema definitions and refreshes schemas/. Our own descriptions (schemas/docs) are never touched.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Skipped } from './schemas/convert.mts';
import { diffStructures } from './schemas/diff.mts';
import { danglingDocs, emitSchemas, readStructure } from './schemas/emit.mts';
import { ImportError } from './schemas/import-error.mts';
import { filesBelow, kindsWithoutSchema, readUpstream } from './schemas/read.mts';
import { parseSource, printSources } from './schemas/source.mts';
import { printStructure } from './schemas/structure.mts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs the import.
 * @returns lines to print
 * @throws ImportError when an input is not what it should be; nothing is written then
 */
export function importSchemas(paths: readonly string[], schemas: string, sources: readonly string[]): string[] {
  const before = readStructure(schemas);
  const skipped: Skipped = new Map();
  const after = readUpstream(filesBelow(paths), before, skipped);
  // Read before anything is written: an overlay that cannot be read stops the import.
  const dangling = danglingDocs(schemas, after);
  const sourceFile = join(schemas, 'SOURCE.md');
  const sourceText = printSources(
    existsSync(sourceFile) ? readFileSync(sourceFile, 'utf8') : '',
    sources.map(parseSource),
  );
  const changes = before
    ? diffStructures(before, after)
    : [`first import: ${Object.keys(after.kinds).length} kinds and versions`];
  const missing = kindsWithoutSchema(after);
  mkdirSync(schemas, { recursive: true });
  writeFileSync(join(schemas, 'structure.gen.json'), printStructure(after));
  writeFileSync(sourceFile, sourceText);
  return [
    ...(changes.length > 0 ? changes : ['nothing changed since the last import']),
    ...(missing.length > 0 ? [`no schema for: ${missing.join(', ')}`] : []),
    ...[...skipped].sort().map(([what, count]) => `not taken over, so never reported: ${what} (${count})`),
    ...dangling.map((path) => `described in schemas/docs, but no longer a field (kept): ${path}`),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      source: { type: 'string', multiple: true, default: [] },
      out: { type: 'string', default: join(ROOT, 'schemas') },
    },
  });
  if (positionals.length === 0) {
    console.error('usage: npm run schemas:import -- PATH… [--source "project=version, commit"]… [--out DIR]');
    process.exit(2);
  }
  try {
    const out = resolve(values.out);
    for (const line of importSchemas(positionals, out, values.source)) console.log(line);
    if (out === join(ROOT, 'schemas')) {
      for (const { file, content } of emitSchemas(ROOT)) writeFileSync(join(ROOT, file), content);
    }
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    console.error(`Nothing was imported. ${error.message}.`);
    process.exit(1);
  }
}
