/** Gathers an object's mentions: readers say what stands at which path, the collector cuts names out of the scalars there. */
import { EmbeddedJson, goField, type JsonNode } from '../model/embedded-json';
import type { Resource } from '../model/resource';
import type { Span } from '../text/span';
import {
  entriesOf,
  entryOf,
  isMap,
  isScalar,
  isSeq,
  isUnknown,
  itemsOf,
  type ScalarNode,
  stringOf,
  type YamlNode,
} from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import { scalarOffsets } from '../yaml/scalar-offsets';
import type { Mention, Name, NameKind, Selection } from './mention';

/** A text with the scalar that it is a part of; `at` is its offset in the scalar's value. */
export interface Words {
  readonly text: string;
  readonly node: ScalarNode;
  readonly at: number;
}

export type ReadNames = (words: Words, found: Mentions) => void;
export type ReadNode = (node: YamlNode, found: Mentions) => void;

export class Mentions {
  readonly resource: Resource;
  readonly all: Mention[] = [];

  constructor(resource: Resource) {
    this.resource = resource;
  }

  /** @param part inside `words.text`; all of it by default */
  add(
    words: Words,
    how: string,
    names: Name | readonly Name[],
    { part, role = 'reference', selection }: { part?: Span; role?: Mention['role']; selection?: Selection } = {},
  ): void {
    const { start, end } = part ?? { start: 0, end: words.text.length };
    if (end <= start) return;
    this.all.push({
      resource: this.resource,
      role,
      how,
      names: 'kind' in names ? [names] : names,
      node: words.node,
      part: { start: words.at + start, end: words.at + end },
      text: words.text.slice(start, end),
      ...(selection && { selection }),
    });
  }
}

/** Words of a scalar whose text is known. */
export function wordsOf(node: YamlNode | undefined): Words | undefined {
  const text = stringOf(node);
  return text && isScalar(node) ? { text, node, at: 0 } : undefined;
}

/** Nodes at a path from the object's root; `*` is every item or every value, `a|b` either key. */
export function nodesAt(root: YamlNode | undefined, path: string): readonly YamlNode[] {
  let nodes: readonly YamlNode[] = root ? [root] : [];
  for (const step of path.split('.')) {
    if (nodes.length === 0) return nodes;
    nodes = nodes.flatMap((node) => {
      if (step === '*') return isSeq(node) ? node.items : entriesOf(node).map((entry) => entry.value);
      return step.split('|').flatMap((key) => entryOf(node, key)?.value ?? []);
    });
  }
  return nodes;
}

export interface Field {
  readonly path: string;
  readonly read: ReadNode;
}

/** A field whose texts hold names. */
export const texts = (path: string, read: ReadNames): Field => ({
  path,
  read: (node, found) => {
    const words = wordsOf(node);
    if (words) read(words, found);
  },
});

/** A field that is an object of its own. */
export const parts = (path: string, read: ReadNode): Field => ({ path, read });

export function readFields(fields: readonly Field[], found: Mentions, root: YamlNode = found.resource.root): void {
  for (const { path, read } of fields) for (const node of nodesAt(root, path)) read(node, found);
}

/** The text is the name of an object in the same namespace (or of one without namespace: `''`). */
export const named =
  (kinds: NameKind | readonly NameKind[], how: string, namespace?: string): ReadNames =>
  (words, found) => {
    const list = typeof kinds === 'string' ? [kinds] : kinds;
    found.add(
      words,
      how,
      list.map((kind) => ({ kind, namespace, name: words.text })),
    );
  };

export const namespaceName: ReadNames = (words, found) => {
  if (isPlainName(words.text)) found.add(words, 'namespace', { kind: 'Namespace', namespace: '', name: words.text });
};

/** Not a pattern, and none of Istio's words for namespaces (`.`, `*`, `~`). */
export const isPlainName = (text: string): boolean => /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/i.test(text);

/** `namespace/name`, or `name` in the namespace of the object. */
export const qualified =
  (kind: NameKind, how: string): ReadNames =>
  (words, found) => {
    const slash = words.text.indexOf('/');
    const namespace = slash < 0 ? undefined : words.text.slice(0, slash);
    const name = words.text.slice(slash + 1);
    if (namespace !== undefined && isPlainName(namespace)) namespaceName(cut(words, 0, slash), found);
    if (!isPlainName(name) || (namespace !== undefined && !isPlainName(namespace))) return;
    found.add(words, how, { kind, namespace, name }, { part: { start: slash + 1, end: words.text.length } });
  };

export const cut = ({ text, node, at }: Words, start: number, end: number): Words => ({
  text: text.slice(start, end),
  node,
  at: at + start,
});

/** Strings of the JSON object in a scalar, by key as Go reads them. */
export function jsonWords(resource: Resource, node: YamlNode | undefined, key: string): Words | undefined {
  if (!isScalar(node) || stringOf(node) === undefined) return undefined;
  const json = EmbeddedJson.read((node.origin ?? resource.document).text, node);
  if (!json.editable) return undefined;
  const value: JsonNode | undefined = goField(json.root, key)?.value;
  if (value?.kind !== 'string' || typeof value.value !== 'string') return undefined;
  const { start, end } = value.inText;
  const text = json.text.slice(start + 1, end - 1);
  // An escape would shift every offset behind it; no name needs one.
  return text === value.value ? { text, node, at: start + 1 } : undefined;
}

/** YAML written inside a scalar, with a way from its scalars to words of the outer one. */
export function yamlInside(
  node: YamlNode | undefined,
): { readonly root: YamlNode; readonly words: (inner: YamlNode | undefined) => Words | undefined } | undefined {
  const text = stringOf(node);
  if (!text || !isScalar(node)) return undefined;
  const { root, problems } = parseYaml(text);
  if (!root || problems.length > 0) return undefined;
  return {
    root,
    words: (inner) => {
      const value = stringOf(inner);
      if (!value || !isScalar(inner) || inner.alias) return undefined;
      const at = scalarOffsets(text, inner).toDocument(0);
      return text.slice(at, at + value.length) === value ? { text: value, node, at } : undefined;
    },
  };
}

/** A map of labels that takes pods, each entry of it a mention of the label. */
export function selection(node: YamlNode | undefined, reach: Selection['reach'], found: Mentions): void {
  if (!isMap(node)) return;
  const labels = new Map<string, string>();
  let unknown = isUnknown(node);
  for (const entry of node.entries) {
    const value = stringOf(entry.value);
    if (value === undefined || entry.key.unknown) unknown = true;
    else labels.set(entry.key.text, value);
  }
  const chosen: Selection = { labels, node, reach, unknown };
  for (const entry of node.entries) {
    const words = wordsOf(entry.value);
    if (!words) continue;
    labelNames(entry.key.text, words, found);
    found.add(words, 'selector', label(entry.key.text, words.text), { selection: chosen });
  }
}

export const label = (key: string, value: string): Name => ({
  kind: 'Label',
  namespace: undefined,
  name: `${key}=${value}`,
});

/** Labels that a selector asks for by lists of values. */
export const expressions: ReadNode = (node, found) => {
  for (const item of itemsOf(entryOf(node, 'matchExpressions')?.value)) {
    const key = stringOf(entryOf(item, 'key')?.value);
    const operator = stringOf(entryOf(item, 'operator')?.value);
    if (key === undefined || (operator !== 'In' && operator !== 'NotIn')) continue;
    listed(entryOf(item, 'values')?.value, (words) => found.add(words, 'selector', label(key, words.text)), found);
  }
};

/** Labels that pods carry. */
export function podLabels(node: YamlNode | undefined, found: Mentions): void {
  for (const entry of entriesOf(node)) {
    const words = wordsOf(entry.value);
    if (!words) continue;
    labelNames(entry.key.text, words, found, 'label');
    found.add(words, 'label', label(entry.key.text, words.text), { role: 'definition' });
  }
}

/** Labels whose value is an object's name (kserve pkg/constants, knative serving pkg/apis/serving/register.go). */
function labelNames(key: string, words: Words, found: Mentions, how = 'selector'): void {
  const namespace = undefined;
  if (key === 'serving.kserve.io/inferenceservice')
    found.add(words, how, { kind: 'InferenceService', namespace, name: words.text });
  if (key === 'serving.knative.dev/service' || key === 'serving.knative.dev/configuration')
    found.add(words, how, { kind: 'Host', namespace, name: words.text });
  if (key === 'kubernetes.io/metadata.name') namespaceName(words, found);
}

/** Namespaces by the label that Kubernetes gives each of them. */
export const namespaceSelector: ReadNode = (node, found) => {
  const words = wordsOf(entryOf(entryOf(node, 'matchLabels')?.value, 'kubernetes.io/metadata.name')?.value);
  if (words) namespaceName(words, found);
};

export const listed = (node: YamlNode | undefined, read: ReadNames, found: Mentions): void => {
  for (const item of itemsOf(node)) {
    const words = wordsOf(item);
    if (words) read(words, found);
  }
};
