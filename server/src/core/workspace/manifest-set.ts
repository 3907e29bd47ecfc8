/** What is applied to one cluster together. Rules and the evaluator see one set at a time. */
import type { Resource } from '../model/resource';
import type { SourceFile } from '../model/source-file';
import { ResourceIndex } from './index';

export interface ManifestSet {
  /** Stable across edits: the folder's URI (with a trailing slash). */
  readonly id: string;
  readonly index: ResourceIndex;
  /** URIs of the files in it. */
  readonly files: ReadonlySet<string>;
}

/** kubectl puts an object without namespace into the current context's, which is `default` unless someone changed it. */
export const namespaceOf = (resource: Resource): string => resource.namespace ?? 'default';

export const makeSet = (id: string, files: readonly SourceFile[]): ManifestSet => ({
  id,
  index: ResourceIndex.of(files, namespaceOf),
  files: new Set(files.map((file) => file.uri)),
});
