/** Places where an object names something: itself, or what it refers to. */
import type { KindId } from '../model/kinds';
import type { Resource } from '../model/resource';
import type { ManifestDocument } from '../model/source-file';
import type { TextEdit } from '../text/edit';
import type { Span } from '../text/span';
import { quoteIfNeeded } from '../yaml/edit-yaml';
import type { ScalarNode, YamlNode } from '../yaml/node';
import { scalarOffsets } from '../yaml/scalar-offsets';

/**
 * What can have a name: objects by kind, and beside them `Host` (a Service, whoever makes it), `ExternalHost` (of a ServiceEntry),
 * `Subset` of a host, `ExtensionProvider` of the mesh, and `Label` (`key=value` on pods).
 */
export type NameKind = KindId | 'Host' | 'ExternalHost' | 'Subset' | 'ExtensionProvider' | 'Label';

export interface Name {
  readonly kind: NameKind;
  /** `undefined`: that of the object which says the name; empty for what has none. */
  readonly namespace: string | undefined;
  readonly name: string;
  /** Of a subset: its host. */
  readonly of?: string;
  /** The namespace is that of the Gateway's pods: Istio looks for its Secrets there. */
  readonly withGatewayPods?: true;
}

/** Labels by which an object takes pods. */
export interface Selection {
  readonly labels: ReadonlyMap<string, string>;
  readonly node: YamlNode;
  /** `everywhere`: pods of all namespaces. `policy`: those too where it stands in the root namespace. */
  readonly reach: 'namespace' | 'policy' | 'everywhere';
  /** Parts are templated or no strings. */
  readonly unknown: boolean;
}

export interface Mention {
  readonly resource: Resource;
  readonly role: 'definition' | 'reference';
  /** What the place is, in a word or two: `gateway`, `host`, `service account`. */
  readonly how: string;
  /** What it may name; more than one where either kind of object will do. */
  readonly names: readonly Name[];
  readonly node: ScalarNode;
  /** The part of the scalar's value that is the name. */
  readonly part: Span;
  /** That part's text. */
  readonly text: string;
  /** The selector that the label is part of. */
  readonly selection?: Selection;
}

/** The document that a node's offsets count in: that of its patch, where kustomize brought it in. */
export const documentOf = (resource: Resource, node: YamlNode): ManifestDocument =>
  (node.origin as ManifestDocument | undefined) ?? resource.document;

export const mentionDocument = ({ resource, node }: Mention): ManifestDocument => documentOf(resource, node);

const isWhole = ({ node, part }: Mention): boolean => part.start === 0 && part.end === node.text.length;

/** Where the name stands in its document. */
export function mentionSpan(mention: Mention): Span {
  const { node, part } = mention;
  if (isWhole(mention) && (node.style === 'plain' || node.alias)) return node.span;
  return scalarOffsets(mentionDocument(mention).text, node).spanOf(part);
}

/**
 * Puts `newText` in the place of the name's first `length` characters.
 * @returns `undefined` when the text is not written there alone: it comes from an alias, other places repeat it by one, or a
 * kustomization made it
 */
export function mentionEdit(mention: Mention, length: number, newText: string): TextEdit | undefined {
  const { node, part } = mention;
  const { text } = mentionDocument(mention);
  const offsets = scalarOffsets(text, node);
  if (!offsets.exact || hasAliases(text, node)) return undefined;
  const replaced = { start: part.start, end: part.start + length };
  const edit = offsets.edit(replaced, newText);
  const bare = node.style === 'plain' && replaced.start === 0 && replaced.end === node.text.length;
  return bare ? { ...edit, newText: quoteIfNeeded(newText) } : edit;
}

const ANCHOR = /&([^\s,[\]{}]+)[ \t]+$/;

/** True when an anchor stands before the node and an alias of it somewhere: what that one means would change too. */
function hasAliases(text: string, { span }: ScalarNode): boolean {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const anchor = ANCHOR.exec(text.slice(lineStart, span.start))?.[1];
  return anchor !== undefined && text.includes(`*${anchor}`);
}
