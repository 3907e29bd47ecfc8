/** What the server and the command line ask of a file system; node and the browser each have their own. */
import type { FileContent, LeftOutBy } from '../core';

/** A file's text as an editor holds it: without a byte order mark, whose presence `bom` tells. */
export interface ManifestContent extends FileContent {
  readonly bom?: boolean;
}

/** Globs of what is not looked into, relative to a folder that may lie above the one that is listed. */
export interface Exclusion {
  /** URI with a trailing slash. */
  readonly folder: string;
  readonly globs: readonly string[];
}

export interface ListOptions {
  /** Globs relative to the folder; what they match is not looked into. */
  readonly exclude: readonly string[];
  readonly exclusions?: readonly Exclusion[];
  readonly signal?: AbortSignal;
  /** Told of each manifest file and each folder that is passed over. */
  readonly onLeftOut?: (uri: string, by: LeftOutBy) => void;
  /** Told of each folder that cannot be listed; the rest is listed all the same. */
  readonly onUnreadable?: (uri: string, error: unknown) => void;
}

export interface ReadOptions {
  /** Larger files are not read: they come back with a `file-too-large` notice. */
  readonly maxBytes: number;
}

export interface WorkspaceFiles {
  /** URIs of the manifest files below a folder, less what is excluded or ignored by git. Links are not followed. */
  list(root: string, options: ListOptions): AsyncIterable<string>;
  /** Whether `list(root)` would name this file, were it there. */
  accepts(root: string, uri: string, options: Pick<ListOptions, 'exclude' | 'exclusions'>): Promise<boolean>;
  /** @returns the content, with a notice in place of text that cannot be used; `undefined` when there is no such file or it cannot be read. */
  read(uri: string, options: ReadOptions): Promise<ManifestContent | undefined>;
}

const MANIFEST = /\.(?:ya?ml|json)$|(?:^|\/)Kustomization$/i;
/** Files without `apiVersion` that say how others are put together. */
const ASSEMBLY = /\/(?:(?:kustomization|Chart|values)\.ya?ml|Kustomization)$/i;
/** Values of an environment for KServe's chart. */
const KSERVE_VALUES = /values[^/]*\.ya?ml$/i;
/** Patches and replacements of kustomize: parts of manifests without `apiVersion`. */
const OP = /\bop["']?[ \t]*:/;
const PATH = /\bpath["']?[ \t]*:/;
const mayPatch = (text: string): boolean => text.includes('fieldPaths:') || (OP.test(text) && PATH.test(text));

/** Settings that lie with the manifests. */
export const RC_NAME = '.meshwardrc.yaml';

/** Whoever forgot the apiVersion wants to hear of it. */
const KIND = /^kind[ \t]*:/m;

/** True for names that may be manifests. */
export const isManifestName = (name: string): boolean => MANIFEST.test(name) && !isRcName(name);

/** True for the path or URI of a settings file. */
export const isRcName = (name: string): boolean => /(?:^|[\\/])\.meshwardrc\.yaml$/.test(name);

/** False for the many YAML and JSON files that have nothing to do with Kubernetes; a cheap look at the text. */
export const mayHoldManifests = (uri: string, text: string): boolean =>
  text.includes('apiVersion') ||
  ASSEMBLY.test(uri) ||
  (KSERVE_VALUES.test(uri) && text.includes('kserve')) ||
  mayPatch(text) ||
  KIND.test(text);

/** Folders that hold other people's files, in every project; the default of `meshward.exclude`. */
export const DEFAULT_EXCLUDE: readonly string[] = ['**/node_modules', '**/.git', '**/.venv', '**/.terraform'];

/** Default of `meshward.maxFileSize`, in MB. */
export const DEFAULT_MAX_FILE_SIZE = 10;

export const megabytes = (count: number): number => count * 1024 * 1024;
