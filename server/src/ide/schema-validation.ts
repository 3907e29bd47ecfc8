/** Which files another extension checks against schemas already, so that one fault is not told twice. */
import picomatch from 'picomatch';
import type { SourceFile } from '../core';

/** Rules that say what a schema says. */
export const SCHEMA_RULES: ReadonlySet<string> = new Set([
  'unknown-field',
  'schema-enum',
  'schema-limit',
  'schema-one-of',
  'schema-required',
  'schema-type',
]);

/** A comment by which yaml-language-server takes a schema for the file. */
const MODELINE = /^#\s*yaml-language-server:\s*\$schema=/m;

export type SchemaValidation = 'auto' | 'on' | 'off';

/** True for files in which schema faults are not ours to tell. */
export function schemaSilence(
  mode: SchemaValidation,
  globs: readonly string[] | undefined,
): (file: SourceFile) => boolean {
  if (mode !== 'auto') return () => mode === 'off';
  if (!globs) return () => false;
  const matches = picomatch([...globs], { dot: true, contains: false });
  return (file) => {
    const path = decodeURIComponent(file.uri.replace(/^[a-z][\w+.-]*:\/\/[^/]*\//i, ''));
    const name = path.slice(path.lastIndexOf('/') + 1);
    return matches(path) || matches(name) || MODELINE.test(file.text);
  };
}
