/** What is applied to one cluster together. Rules and the evaluator see one set at a time. */
import type { Resource } from '../model/resource';
import type { Bundle } from './bundle';
import { ResourceIndex } from './index';

export interface ManifestSet {
  /** Stable across edits: the folder's URI (with a trailing slash); `set:NAME` where the user named it. */
  readonly id: string;
  /** What to call it, where that is not its folder. */
  readonly name: string | undefined;
  readonly index: ResourceIndex;
  /** URIs of the bundles in it, in order. */
  readonly bundles: ReadonlySet<string>;
  /** URIs of the files in it. */
  readonly files: ReadonlySet<string>;
  /** Some part of it cannot be seen. */
  readonly partial: boolean;
}

/** kubectl puts an object without namespace into the current context's, which is `default` unless someone changed it. */
export const namespaceOf = (resource: Resource): string => resource.namespace ?? 'default';

/** @param bundles in order of their URIs. */
export const makeSet = (
  id: string,
  bundles: readonly Bundle[],
  index = ResourceIndex.of(bundles, namespaceOf),
  name?: string,
): ManifestSet => ({
  id,
  name,
  index,
  bundles: new Set(bundles.map((bundle) => bundle.uri)),
  files: new Set(bundles.flatMap((bundle) => bundle.files)),
  partial: bundles.some((bundle) => bundle.partial),
});
