/** An object on its way through kustomizations. */
import { kindOf, splitApiVersion } from '../model/kinds';
import type { ManifestDocument } from '../model/source-file';
import { at, isMap, isScalar, type MapNode, stringOf } from '../yaml/node';

/** What kustomize knows an object by. `undefined` where a template or placeholder stands. */
export interface ItemId {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

export interface Item {
  /** The document that the object is written in; nodes without origin count in it. */
  readonly document: ManifestDocument;
  readonly root: MapNode;
  /** What it was known by before, first the earliest. */
  readonly previous: readonly ItemId[];
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  /** Made by a generator whose objects get a hash of their content into their names. */
  readonly hashed: boolean;
}

export const itemOf = (document: ManifestDocument, root: MapNode, hashed = false): Item => ({
  document,
  root,
  previous: [],
  prefixes: [],
  suffixes: [],
  hashed,
});

export function idOf(root: MapNode): ItemId {
  const { group, version } = splitApiVersion(stringOf(at(root, 'apiVersion')) ?? '');
  const namespace = at(root, 'metadata', 'namespace');
  return {
    group,
    version,
    kind: stringOf(at(root, 'kind')) ?? '',
    name: stringOf(at(root, 'metadata', 'name')),
    namespace: isScalar(namespace) && namespace.unknown ? undefined : (stringOf(namespace) ?? ''),
  };
}

export const originalId = (item: Item): ItemId => item.previous[0] ?? idOf(item.root);

/** Every id that the object has or had. */
export const idsOf = (item: Item): readonly ItemId[] => [...item.previous, idOf(item.root)];

/**
 * Of the kinds that Meshward reads, kustomize knows only Namespace to be cluster-scoped: it takes every kind from outside of Kubernetes
 * for a namespaced one (kyaml/openapi, IsCertainlyClusterScoped).
 */
export const isClusterScoped = ({ group, kind }: Pick<ItemId, 'group' | 'kind'>): boolean =>
  group === '' && kindOf(group, kind)?.clusterScoped === true;

/** No namespace and `default` are the same to kustomize, and every one to a cluster-scoped kind. */
export const effectiveNamespace = (id: ItemId): string | undefined =>
  isClusterScoped(id) ? '' : id.namespace === '' ? 'default' : id.namespace;

export const sameId = (a: ItemId, b: ItemId): boolean =>
  a.group === b.group &&
  a.version === b.version &&
  a.kind === b.kind &&
  a.name === b.name &&
  a.name !== undefined &&
  effectiveNamespace(a) === effectiveNamespace(b);

/** True when something of the id cannot be known. */
export const isVague = (id: ItemId): boolean => id.name === undefined || id.namespace === undefined || id.kind === '';

/** The object with another tree, under which it may have another name. */
export const withRoot = (item: Item, root: MapNode, remember = false): Item =>
  root === item.root
    ? item
    : { ...item, root, previous: remember ? [...item.previous, idOf(item.root)] : item.previous };

export const labelsOf = (root: MapNode, field: 'labels' | 'annotations'): MapNode | undefined => {
  const node = at(root, 'metadata', field);
  return isMap(node) ? node : undefined;
};

/** Text that tells the object from all others of a kustomization; `undefined` while it cannot be known. */
export function keyOf({ root }: Item): string | undefined {
  const id = idOf(root);
  return isVague(id) ? undefined : `${id.group} ${id.version} ${id.kind} ${id.namespace} ${id.name}`;
}
