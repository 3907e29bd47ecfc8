/** ConfigMaps and Secrets that a kustomization makes, or merges into those that are there. */
import type { SourceFile } from '../model/source-file';
import {
  at,
  copyMap,
  entriesOf,
  entryOf,
  isMap,
  isScalar,
  itemsOf,
  type MapNode,
  type ScalarNode,
  stringOf,
} from '../yaml/node';
import { scalarOffsets } from '../yaml/scalar-offsets';
import { type Item, idOf, idsOf, isVague, itemOf, sameId } from './item';
import type { Kustomization } from './kustomization';
import { base64 } from './name-hash';
import { entryFrom, mapAt, mapIn, type Place, placeOf, removeKey, scalarAt, setKey } from './tree';

export interface Generated {
  readonly item: Item;
  readonly behavior: string;
  readonly entry: MapNode;
}

type ReadFile = (path: string) => SourceFile | undefined;

/** @returns `undefined` for one without a name that is known */
export function generate(
  kustomization: Kustomization,
  entry: MapNode,
  kind: 'ConfigMap' | 'Secret',
  readFile: ReadFile,
): Generated | undefined {
  const { document } = kustomization;
  const name = at(entry, 'name');
  if (!isScalar(name) || name.unknown) return undefined;
  const place: Place = placeOf(entry, document);
  const field = (key: string, value: MapNode | ScalarNode, key_?: ScalarNode) =>
    entryFrom(key_ ?? scalarAt(place, key), value);
  const named = (node: ScalarNode) => scalarAt(placeOf(node, document), node.text, node.unknown);
  const namespace = at(entry, 'namespace');
  const option = (key: string) =>
    [at(entry, 'options', key), at(kustomization.generatorOptions, key)].filter((node) => node !== undefined);
  const isTrue = (key: string) => option(key).some((node) => isScalar(node) && node.value === true);
  let metadata = mapAt(place, [field('name', named(name))]);
  if (isScalar(namespace) && namespace.text !== '')
    metadata = setKey(metadata, scalarAt(place, 'namespace'), named(namespace));
  for (const key of ['labels', 'annotations'] as const) {
    // The entry's own win over those for all generators.
    let pairs = mapAt(place);
    for (const from of option(key).reverse()) {
      for (const pair of entriesOf(from))
        if (isScalar(pair.value)) pairs = setKey(pairs, named(pair.key), named(pair.value));
    }
    if (pairs.entries.length > 0) metadata = setKey(metadata, scalarAt(place, key), pairs);
  }
  let root = mapAt(place, [
    field('apiVersion', scalarAt(place, 'v1')),
    field('kind', scalarAt(place, kind)),
    field('metadata', metadata),
  ]);
  if (kind === 'Secret') {
    const type = at(entry, 'type');
    root = setKey(root, scalarAt(place, 'type'), isScalar(type) ? named(type) : scalarAt(place, 'Opaque'));
  }
  const data = dataOf(kustomization, entry, kind, readFile);
  if (data.entries.length > 0 || data.open || kind === 'Secret') root = setKey(root, scalarAt(place, 'data'), data);
  if (isTrue('immutable')) root = setKey(root, scalarAt(place, 'immutable'), scalarAt(place, true));
  return {
    item: itemOf(document, root, !isTrue('disableNameSuffixHash')),
    behavior: stringOf(at(entry, 'behavior')) ?? 'create',
    entry,
  };
}

function dataOf(kustomization: Kustomization, entry: MapNode, kind: string, readFile: ReadFile): MapNode {
  const { document } = kustomization;
  const encode = kind === 'Secret' ? base64 : (text: string) => text;
  let open = at(entry, 'env') !== undefined || itemsOf(at(entry, 'envs')).length > 0;
  let data = mapAt(placeOf(entry, document));
  for (const node of itemsOf(at(entry, 'literals'))) {
    const text = isScalar(node) && !node.unknown ? node.text : undefined;
    const equals = text?.indexOf('=') ?? -1;
    if (text === undefined || equals <= 0) {
      open = true;
      continue;
    }
    const offsets = scalarOffsets(document.text, node as ScalarNode);
    const part = (start: number, end: number): Place => ({ origin: document, span: offsets.spanOf({ start, end }) });
    const raw = text.slice(equals + 1);
    const quoted = /^(["'])(.*)\1$/s.exec(raw);
    const from = equals + 1 + (quoted ? 1 : 0);
    const value = quoted ? quoted[2]! : raw;
    data = setKey(
      data,
      scalarAt(part(0, equals), text.slice(0, equals)),
      scalarAt(part(from, from + value.length), encode(value)),
    );
  }
  for (const node of itemsOf(at(entry, 'files'))) {
    const text = stringOf(node);
    if (text === undefined) {
      open = true;
      continue;
    }
    const equals = text.indexOf('=');
    const path = text.slice(equals + 1);
    const key = equals > 0 ? text.slice(0, equals) : path.slice(path.lastIndexOf('/') + 1);
    const place = placeOf(node, document);
    const file = readFile(path);
    const content = file && !file.notice ? encode(file.text) : undefined;
    data = setKey(data, scalarAt(place, key), scalarAt(place, content, content === undefined));
  }
  return copyMap(data, { open });
}

/**
 * The objects with a generated one among them.
 * @returns `undefined` when `behavior` asks for an object that is not there
 */
export function absorb(items: readonly Item[], { item, behavior }: Generated): readonly Item[] | undefined {
  const id = idOf(item.root);
  const index = isVague(id) ? -1 : items.findIndex((each) => idsOf(each).some((other) => sameId(other, id)));
  const old = items[index];
  if (!old) return behavior === 'create' ? [...items, item] : undefined;
  if (behavior === 'create') return items;
  const place: Place = { origin: item.document, span: item.root.span };
  const metadata = mapIn(item.root, 'metadata', place);
  let merged = mapIn(old.root, 'metadata', place);
  merged = copyMap(merged, {
    entries: merged.entries.filter(({ key }) => ['name', 'namespace', 'labels', 'annotations'].includes(key.text)),
  });
  for (const key of ['labels', 'annotations']) {
    const added = entryOf(metadata, key);
    if (added) merged = setKey(merged, added.key, mergePairs(mapIn(merged, key, place), added.value));
  }
  let root = copyMap(old.root, {
    entries: old.root.entries.filter(({ key }) => key.text === 'apiVersion' || key.text === 'kind'),
  });
  for (const { key, value } of item.root.entries) {
    if (key.text === 'metadata') root = setKey(root, key, merged);
    else if (key.text !== 'apiVersion' && key.text !== 'kind') root = setKey(root, key, value);
  }
  if (behavior === 'merge') root = mergeData(root, old.root, place);
  return (items as Item[]).with(index, { ...old, root, hashed: old.hashed && item.hashed });
}

function mergePairs(before: MapNode, added: unknown): MapNode {
  let result = before;
  if (isMap(added as MapNode))
    for (const { key, value } of (added as MapNode).entries) result = setKey(result, key, value);
  return result;
}

function mergeData(root: MapNode, old: MapNode, place: Place): MapNode {
  let result = root;
  for (const field of ['data', 'binaryData']) {
    const before = entryOf(old, field);
    const own = entryOf(root, field);
    if (!before || !isMap(before.value)) continue;
    result = setKey(
      removeKey(result, field),
      before.key,
      own ? keepOpen(mergePairs(before.value, own.value), own.value) : before.value,
    );
  }
  const plain = entryOf(old, 'stringData')?.value;
  for (const { key, value } of entriesOf(plain)) {
    const data = mapIn(result, 'data', place);
    const own = entryOf(mapIn(root, 'data', place), key.text);
    if (own || !isScalar(value)) continue;
    const encoded = scalarAt(placeOf(value, place.origin), base64(value.text), value.unknown);
    result = setKey(result, scalarAt(place, 'data'), setKey(data, key, encoded));
  }
  return result;
}

const keepOpen = (map: MapNode, added: unknown): MapNode =>
  (added as MapNode).open && !map.open ? copyMap(map, { open: true }) : map;
