import {
  at,
  entryOf,
  isMap,
  isScalar,
  isSeq,
  type MapNode,
  type ScalarNode,
  stringOf,
  type YamlNode,
} from '../yaml/node';
import { type KindId, kindOf, splitApiVersion } from './kinds';
import type { ManifestDocument } from './source-file';

/** Reads something of an object in a typed way. */
export type Reader<T> = ((resource: Resource) => T) & { readonly brief?: true };

/** A reader of what hardly anyone but the object's own rules asks for: not kept once those have run. */
export const briefReader = <T>(reader: (resource: Resource) => T): Reader<T> =>
  Object.assign(reader, { brief: true as const });

/**
 * One Kubernetes object in one document of a file. Its nodes' offsets count from the document's start, so the object outlives
 * every edit that does not touch its own document.
 */
export class Resource {
  readonly document: ManifestDocument;
  /** URI of what brings the object to the cluster: its file, or the kustomization that composed it. */
  readonly bundle: string;
  readonly root: MapNode;
  readonly apiVersion: string;
  readonly group: string;
  readonly version: string;
  readonly kind: KindId;
  /** `undefined` when absent or unknown. */
  readonly name: string | undefined;
  /** As written; `undefined` when absent or unknown. */
  readonly namespace: string | undefined;
  #readings: Map<unknown, unknown> | undefined;
  #brief: Map<unknown, unknown> | undefined;

  constructor(document: ManifestDocument, root: MapNode, apiVersion: string, kind: KindId, bundle = document.uri) {
    this.document = document;
    this.bundle = bundle;
    this.root = root;
    this.apiVersion = apiVersion;
    ({ group: this.group, version: this.version } = splitApiVersion(apiVersion));
    this.kind = kind;
    this.name = stringOf(at(root, 'metadata', 'name'));
    this.namespace = stringOf(at(root, 'metadata', 'namespace'));
  }

  get uri(): string {
    return this.document.uri;
  }

  /** Kind, namespace and name: what the API server knows an object by. `undefined` for unnamed or templated ones. */
  get identity(): string | undefined {
    return this.name === undefined ? undefined : `${this.kind} ${this.namespace ?? 'default'} ${this.name}`;
  }

  /** Runs a typed reader once for this object and keeps what it made. */
  read<T>(reader: Reader<T>): T {
    const known = this.#readings?.get(reader) ?? this.#brief?.get(reader);
    if (known !== undefined || this.#readings?.has(reader) || this.#brief?.has(reader)) return known as T;
    const reading = reader(this);
    if (reader.brief) {
      this.#brief ??= new Map();
      this.#brief.set(reader, reading);
    } else {
      this.#readings ??= new Map();
      this.#readings.set(reader, reading);
    }
    return reading;
  }

  /** The object's own rules have run: what brief readers made is let go. */
  settle(): void {
    this.#brief = undefined;
  }

  /** The node at a path below the object's root. */
  at(...path: readonly (string | number)[]): YamlNode | undefined {
    return at(this.root, ...path);
  }

  get nameNode(): ScalarNode | undefined {
    const node = at(this.root, 'metadata', 'name');
    return isScalar(node) ? node : undefined;
  }

  get namespaceNode(): ScalarNode | undefined {
    const node = at(this.root, 'metadata', 'namespace');
    return isScalar(node) ? node : undefined;
  }

  /** The node to point at for the object as a whole: its name, else its kind. */
  get headNode(): YamlNode {
    return this.nameNode ?? entryOf(this.root, 'kind')?.value ?? this.root;
  }
}

/** Objects in a document's tree; `kind: List` is unfolded as kubectl does. Kinds that Meshward does not read are left out. */
export function resourcesIn(document: ManifestDocument, root: YamlNode | undefined): Resource[] {
  if (!isMap(root)) return [];
  const apiVersion = stringOf(at(root, 'apiVersion'));
  const kind = stringOf(at(root, 'kind'));
  if (apiVersion === undefined || kind === undefined) return [];
  const items = at(root, 'items');
  if (kind.endsWith('List') && isSeq(items)) return items.items.flatMap((item) => resourcesIn(document, item));
  const known = kindOf(splitApiVersion(apiVersion).group, kind);
  return known ? [new Resource(document, root, apiVersion, known.id)] : [];
}
