/**
 * Names in the parts of a kustomization that say which object is meant: patches repeat their target's name, and none of that is left in the
 * objects that come out. A rename that forgot them would leave patches without a target.
 */
import { isKustomizationUri, type PatchRef, readKustomization } from '../kustomize/kustomization';
import { kindById } from '../model/kinds';
import type { Resource } from '../model/resource';
import type { ManifestDocument } from '../model/source-file';
import type { ManifestSet } from '../workspace/manifest-set';
import type { Snapshot } from '../workspace/snapshot';
import { copyScalar, entryOf, isScalar, stringOf, type YamlNode } from '../yaml/node';
import { type Words, wordsOf, yamlInside } from './collect';
import type { Mention } from './mention';
import { readMentions } from './read-mentions';

/** Files of a set whose objects reach it only as parts of others: bases and patches. */
function composedFiles(snapshot: Snapshot, set: ManifestSet) {
  return [...set.files].flatMap((uri) => {
    const file = set.bundles.has(uri) && !isKustomizationUri(uri) ? undefined : snapshot.files.get(uri);
    return file ? [file] : [];
  });
}

/** Mentions in those files as they are written there, with the namespace that a kustomization may give them left open. */
export function writtenMentions(snapshot: Snapshot, set: ManifestSet): readonly Mention[] {
  return composedFiles(snapshot, set).flatMap((file) => file.resources.flatMap((each) => each.read(readMentions)));
}

/** Places in kustomizations that name an object as the target of a patch. */
export function targetMentions(snapshot: Snapshot, set: ManifestSet, object: Resource): readonly Mention[] {
  return composedFiles(snapshot, set).flatMap((file) => {
    if (!isKustomizationUri(file.uri)) return [];
    return file.documents.flatMap(({ document }) => {
      const kustomization = readKustomization(file.uri, document);
      if (!kustomization) return [];
      const patches = [...kustomization.patches, ...kustomization.strategicPatches, ...kustomization.jsonPatches];
      return patches.flatMap((patch) => namesIn(patch, object)).map((words) => toMention(words, document, object));
    });
  });
}

/** The name in a patch's `target`, and in the text of the patch where that is inside the kustomization. */
function namesIn({ target, inline }: PatchRef, object: Resource): Words[] {
  const inside = inline ? yamlInside(inline) : undefined;
  const outer = target && fits(target, object) ? wordsOf(entryOf(target, 'name')?.value) : undefined;
  const metadata = entryOf(inside?.root, 'metadata')?.value;
  const inner = inside && fits(inside.root, object) ? inside.words(entryOf(metadata, 'name')?.value) : undefined;
  return [outer, inner].flatMap((words) => (words && words.text === object.name ? [words] : []));
}

function fits(node: YamlNode, { kind }: Resource): boolean {
  const written = stringOf(entryOf(node, 'kind')?.value);
  return written === undefined || written === kindById(kind).kind;
}

function toMention(words: Words, document: ManifestDocument, resource: Resource): Mention {
  const node = isScalar(words.node) ? copyScalar(words.node, { origin: document }) : words.node;
  return {
    resource,
    role: 'reference',
    how: 'patch target',
    names: [{ kind: resource.kind, namespace: undefined, name: words.text }],
    node,
    part: { start: words.at, end: words.at + words.text.length },
    text: words.text,
  };
}
