/** Kustomize's built-in transformers, each from one object to one object. */
import {
  at,
  entryOf,
  isMap,
  isScalar,
  isSeq,
  type MapNode,
  type ScalarNode,
  type SeqNode,
  stringOf,
  type YamlNode,
} from '../yaml/node';
import {
  ANNOTATIONS,
  CLAIM_TEMPLATE_LABELS,
  COMMON_LABELS,
  changeField,
  concerns,
  type FieldSpec,
  METADATA_LABELS,
  REPLICAS,
  TEMPLATE_LABELS,
  VOLUME_IMAGES,
} from './field-spec';
import { type Item, idOf, idsOf, isClusterScoped, originalId, withRoot } from './item';
import type { Kustomization, LabelSet } from './kustomization';
import { Budget, placeOf, scalarAt, setKey, withItems, withText } from './tree';

export type Transform = (item: Item) => Item;

const MAX_NODES = 200_000;

/** Sets a string, which is written at `from`, at a path. */
function setText(root: MapNode, path: readonly string[], from: ScalarNode, kustomization: Kustomization): MapNode {
  const place = placeOf(from, kustomization.document);
  const value = scalarAt(place, from.text, from.unknown);
  return changeField(root, {
    path,
    create: place,
    leaf: 'scalar',
    budget: new Budget(MAX_NODES),
    set: () => value,
  }) as MapNode;
}

/** Objects that are known by another name or namespace from now on. */
export function namespaceTransform(kustomization: Kustomization, from: ScalarNode): Transform {
  return (item) => {
    const id = idOf(item.root);
    const path = isClusterScoped(id)
      ? id.kind === 'Namespace'
        ? ['metadata', 'name']
        : undefined
      : ['metadata', 'namespace'];
    return path ? withRoot(item, setText(item.root, path, from, kustomization), true) : item;
  };
}

/** Kinds whose name kustomize leaves as it is. */
const NEVER_RENAMED: ReadonlySet<string> = new Set(['Namespace', 'CustomResourceDefinition', 'APIService']);

export function affixTransform(from: ScalarNode, end: 'prefix' | 'suffix'): Transform {
  return (item) => {
    const name = at(item.root, 'metadata', 'name');
    if (NEVER_RENAMED.has(originalId(item).kind) || !isScalar(name)) return item;
    const known = !from.unknown && !name.unknown;
    const text = end === 'prefix' ? from.text + name.text : name.text + from.text;
    const value = withText(name, known ? text : undefined, item.document);
    const root = changeField(item.root, {
      path: ['metadata', 'name'],
      leaf: 'scalar',
      budget: new Budget(MAX_NODES),
      set: () => value,
    }) as MapNode;
    const renamed = withRoot(item, root, true);
    return end === 'prefix'
      ? { ...renamed, prefixes: [...item.prefixes, from.text] }
      : { ...renamed, suffixes: [...item.suffixes, from.text] };
  };
}

function pairsTransform(kustomization: Kustomization, pairs: MapNode, specs: readonly FieldSpec[]): Transform {
  return (item) => {
    let { root } = item;
    for (const { key, value } of pairs.entries) {
      if (!isScalar(value)) continue;
      const place = placeOf(value, kustomization.document);
      const text = scalarAt(place, value.text, value.unknown);
      const name = scalarAt(placeOf(key, kustomization.document), key.text, key.unknown);
      for (const spec of specs) {
        if (!concerns(spec, root)) continue;
        root = changeField(root, {
          path: spec.path,
          create: spec.create ? place : undefined,
          leaf: 'map',
          budget: new Budget(MAX_NODES),
          set: (node) => (isMap(node) ? setKey(node, name, text) : node),
        }) as MapNode;
      }
    }
    return withRoot(item, root);
  };
}

export function labelsTransform(kustomization: Kustomization, set: LabelSet): Transform {
  const specs: FieldSpec[] = set.fields.flatMap(ownSpec);
  if (set.selectors) specs.push(...COMMON_LABELS);
  else {
    if (set.templates) specs.push(...TEMPLATE_LABELS);
    if (set.claimTemplates) specs.push(...CLAIM_TEMPLATE_LABELS);
    specs.push(METADATA_LABELS);
  }
  return pairsTransform(kustomization, set.pairs, specs);
}

function ownSpec(node: YamlNode): FieldSpec[] {
  const path = stringOf(at(node, 'path'));
  if (path === undefined) return [];
  const text = (key: 'group' | 'version' | 'kind') => {
    const value = stringOf(at(node, key));
    return value ? { [key]: value } : {};
  };
  const created = at(node, 'create');
  const create = isScalar(created) && created.value === true;
  return [{ path: path.split('/').filter(Boolean), ...text('group'), ...text('version'), ...text('kind'), create }];
}

export const commonLabelsTransform = (kustomization: Kustomization, pairs: MapNode): Transform =>
  pairsTransform(kustomization, pairs, COMMON_LABELS);

export const annotationsTransform = (kustomization: Kustomization, pairs: MapNode): Transform =>
  pairsTransform(kustomization, pairs, ANNOTATIONS);

export function replicasTransform(kustomization: Kustomization, entry: MapNode): Transform {
  const name = stringOf(at(entry, 'name'));
  const count = at(entry, 'count');
  if (name === undefined || !isScalar(count)) return (item) => item;
  const place = placeOf(count, kustomization.document);
  const value = scalarAt(place, count.value, count.unknown);
  return (item) => {
    const spec = REPLICAS.find((each) => concerns(each, item.root));
    if (!spec || !idsOf(item).some((id) => id.name === name)) return item;
    const root = changeField(item.root, {
      path: spec.path,
      create: place,
      leaf: 'scalar',
      budget: new Budget(MAX_NODES),
      set: () => value,
    });
    return withRoot(item, root as MapNode);
  };
}

/** Sets names, tags and digests of images in every list of containers, wherever it stands. */
export function imagesTransform(kustomization: Kustomization, entry: MapNode): Transform {
  const name = stringOf(at(entry, 'name'));
  if (name === undefined) return (item) => item;
  const part = (key: string) => at(entry, key);
  const parts = ['newName', 'newTag', 'digest', 'tagSuffix'].flatMap((key) => part(key) ?? []);
  const unknown = parts.some((node) => isScalar(node) && node.unknown);
  const given = (key: string) => {
    const node = part(key);
    return isScalar(node) ? node.text : '';
  };
  const set = (node: YamlNode): YamlNode => {
    if (!isScalar(node) || node.unknown || !isImage(node.text, name)) return node;
    const place = placeOf(parts[0] ?? entry, kustomization.document);
    if (unknown) return scalarAt(place, undefined, true);
    const image = newImage(node.text, given('newName'), given('newTag'), given('digest'), given('tagSuffix'));
    return image === node.text ? node : scalarAt(place, image);
  };
  return (item) => {
    const budget = new Budget(MAX_NODES);
    let root = inContainers(item.root, set, budget) as MapNode;
    for (const { path } of VOLUME_IMAGES) root = changeField(root, { path, leaf: 'scalar', budget, set }) as MapNode;
    return withRoot(item, root);
  };
}

const CONTAINER_LISTS: ReadonlySet<string> = new Set(['containers', 'initContainers']);

function inContainers(node: YamlNode, set: (image: YamlNode) => YamlNode, budget: Budget): YamlNode {
  budget.spend();
  if (isSeq(node)) {
    const items = node.items.map((item) => inContainers(item, set, budget));
    return items.every((item, i) => item === node.items[i]) ? node : withItems(node, items);
  }
  if (!isMap(node)) return node;
  let result: MapNode = node;
  for (const { key, value } of node.entries) {
    const after = inContainers(value, set, budget);
    result = setKey(result, key, CONTAINER_LISTS.has(key.text) && isSeq(after) ? inList(after, set) : after);
  }
  return result;
}

function inList(list: SeqNode, set: (image: YamlNode) => YamlNode): SeqNode {
  const items = list.items.map((item) => {
    const image = entryOf(item, 'image');
    return image && isMap(item) ? setKey(item, image.key, set(image.value)) : item;
  });
  return items.every((item, i) => item === list.items[i]) ? list : withItems(list, items);
}

const TAG_AND_DIGEST = /^(?::[\w.{}-]*)?(?:@[a-zA-Z0-9]+(?:[.+_-][a-zA-Z0-9]+)*:[\w.{}-]*)?$/;

const isImage = (image: string, name: string): boolean =>
  image.startsWith(name) && TAG_AND_DIGEST.test(image.slice(name.length));

/** The digest and tag behind an image's name (api/internal/image). */
function newImage(image: string, newName: string, newTag: string, digest: string, suffix: string): string {
  const parts = /^([^/]*\/)?([^@:]*)(?::([^@]*))?(?:@(.*))?$/.exec(image);
  const name = newName || (parts ? (parts[1] ?? '') + parts[2]! : image);
  let tag = parts?.[3] ?? '';
  let hash = parts?.[4] ?? '';
  if (newTag !== '') {
    tag = newTag;
    hash = digest;
  } else if (digest !== '') {
    tag = '';
    hash = digest;
  } else if (suffix !== '') {
    tag += suffix;
    hash = '';
  }
  return name + (tag === '' ? '' : `:${tag}`) + (hash === '' ? '' : `@${hash}`);
}
