/** Objects that always reach the cluster together: those of a plain file, or what a kustomization makes of its files. */
import type { Resource } from '../model/resource';
import type { SourceFile } from '../model/source-file';

export interface Bundle {
  /** The file's URI, or that of the kustomization file: tells where in the tree the bundle stands. */
  readonly uri: string;
  /** URIs of every file that it is made of. */
  readonly files: readonly string[];
  readonly resources: readonly Resource[];
  readonly identities: ReadonlySet<string>;
  /** Parts of it cannot be seen (a remote base, a generator): absence proves nothing. */
  readonly partial: boolean;
}

export const bundleOfFile = (file: SourceFile): Bundle => ({
  uri: file.uri,
  files: [file.uri],
  resources: file.resources,
  identities: file.identities,
  partial: false,
});

/** What a composer makes of all files: its own bundles, and the files that are in them instead of standing for themselves. */
export interface Composition {
  readonly bundles: readonly Bundle[];
  readonly owned: ReadonlySet<string>;
  /** URIs that, when they appear, change or go, ask for a new composition; kustomization files count always. */
  readonly watched: ReadonlySet<string>;
}

/** Makes bundles of files that are not applied as they stand. Must give the same `Resource` object again for an object that did not change. */
export interface Composer {
  compose(files: ReadonlyMap<string, SourceFile>, previous: Composition | undefined): Composition;
  /** True for files that can change which compositions there are. */
  governs(uri: string): boolean;
}

export const NO_COMPOSITION: Composition = { bundles: [], owned: new Set(), watched: new Set() };
