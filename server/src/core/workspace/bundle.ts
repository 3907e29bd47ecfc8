/** Objects that always reach the cluster together: those of a plain file, or what a kustomization makes of its files. */
import type { Resource } from '../model/resource';
import type { ManifestDocument, SourceFile } from '../model/source-file';
import type { Severity } from '../rules/define';
import type { Span } from '../text/span';

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

/** A plain file as a bundle. There is one for each file, so it holds nothing of its own. */
class FileBundle implements Bundle {
  readonly #file: SourceFile;

  constructor(file: SourceFile) {
    this.#file = file;
  }

  get uri(): string {
    return this.#file.uri;
  }

  get files(): readonly string[] {
    return [this.#file.uri];
  }

  get resources(): readonly Resource[] {
    return this.#file.resources;
  }

  get identities(): ReadonlySet<string> {
    return this.#file.identities;
  }

  get partial(): boolean {
    return false;
  }
}

export const bundleOfFile = (file: SourceFile): Bundle => new FileBundle(file);

/** Something that a composer met in a file. The rule of that name puts it into words. */
export interface CompositionProblem {
  readonly rule: string;
  readonly document: ManifestDocument;
  /** In the document's own offsets. */
  readonly span: Span;
  /** Paths and names that the words are about. */
  readonly facts: Readonly<Record<string, string>>;
  /** Where it is not the rule's own. */
  readonly severity?: Severity;
}

/** What a composer makes of all files: its own bundles, and the files that are in them instead of standing for themselves. */
export interface Composition {
  readonly bundles: readonly Bundle[];
  readonly owned: ReadonlySet<string>;
  /** By the URI of the file that the problem is in. */
  readonly problems: ReadonlyMap<string, readonly CompositionProblem[]>;
  /** True for URIs that, when they appear, change or go, ask for a new composition. */
  concerns(uri: string): boolean;
}

/** Why a path is not looked into although it lies in a folder that is: an ignore file, or the user's settings. */
export type LeftOutBy = 'ignore file' | 'settings';

/** URIs of files and folders (without a trailing slash) that a listing has passed over. */
export type LeftOut = ReadonlyMap<string, LeftOutBy>;

export interface ComposeRequest {
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly leftOut?: LeftOut | undefined;
  /** Folder URIs whose files are all known: what is missing there is not there. */
  readonly listed: readonly string[];
  /** What the composer made of the files before, and the URIs that differ since. */
  readonly before?: { readonly composition: Composition; readonly changed: Iterable<string> } | undefined;
}

/** Makes bundles of files that are not applied as they stand. Must give the same `Resource` object again for an object that did not change. */
export interface Composer {
  compose(request: ComposeRequest): Composition;
}

export const NO_COMPOSITION: Composition = {
  bundles: [],
  owned: new Set(),
  problems: new Map(),
  concerns: () => false,
};
