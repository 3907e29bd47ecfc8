/** Which object a place in a document belongs to, also while the document is half typed and no parser can say. */

import type { Path } from '../yaml/cursor';
import { API_VERSION, KIND } from '../yaml/document-head';
import { at, stringOf } from '../yaml/node';
import { type KindId, kindOf, splitApiVersion } from './kinds';
import type { ManifestDocument } from './source-file';

export interface ObjectAt {
  readonly kind: KindId | undefined;
  readonly version: string | undefined;
  readonly apiVersion: string | undefined;
  readonly kindName: string | undefined;
  /** Path inside the object; List items are stepped into. */
  readonly path: Path;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

// A line is either indented text or blank, never both: else there would be twice as many ways to read each blank one.
const NAME = /^metadata[ \t]*:[ \t]*\r?\n(?:[ \t]+[^\s][^\n]*\n|[ \t]*\r?\n)*?[ \t]+name[ \t]*:[ \t]*["']?([\w.-]+)/m;
const NAMESPACE =
  /^metadata[ \t]*:[ \t]*\r?\n(?:[ \t]+[^\s][^\n]*\n|[ \t]*\r?\n)*?[ \t]+namespace[ \t]*:[ \t]*["']?([\w.-]+)/m;

export function objectAt(document: ManifestDocument, path: Path): ObjectAt {
  let depth = 0;
  let object = document.yaml.root;
  while (path[depth] === 'items' && typeof path[depth + 1] === 'number') {
    object = at(object, 'items', path[depth + 1]!);
    depth += 2;
  }
  const nested = depth > 0;
  const read = (pattern: RegExp, ...steps: string[]) =>
    stringOf(at(object, ...steps)) ?? (nested ? undefined : pattern.exec(document.text)?.[1]);
  const apiVersion = read(API_VERSION, 'apiVersion');
  const kindName = read(KIND, 'kind');
  const { group, version } = splitApiVersion(apiVersion ?? '');
  return {
    kind: apiVersion !== undefined && kindName !== undefined ? kindOf(group, kindName)?.id : undefined,
    version: apiVersion === undefined ? undefined : version,
    apiVersion,
    kindName,
    path: path.slice(depth),
    name: read(NAME, 'metadata', 'name'),
    namespace: read(NAMESPACE, 'metadata', 'namespace'),
  };
}
