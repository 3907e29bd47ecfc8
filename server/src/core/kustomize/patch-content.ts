/** The trees of a patch: those of its file, or of the text inside the kustomization, whose places are followed through the scalar. */
import type { ManifestDocument, SourceFile } from '../model/source-file';
import { isMap, isSeq, type MapNode, type ScalarNode, type SeqNode } from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import { scalarOffsets } from '../yaml/scalar-offsets';
import { splitSegments } from '../yaml/segments';
import { MASK } from '../yaml/template';
import { fromOrigin } from './tree';

export interface PatchContent {
  /** Objects to merge. Their nodes carry their origin. */
  readonly objects: readonly MapNode[];
  /** Lists of JSON Patch operations. */
  readonly operations: readonly SeqNode[];
  /** Something in it cannot be read. */
  readonly vague: boolean;
}

export function patchInFile(file: SourceFile): PatchContent {
  const objects: MapNode[] = [];
  const operations: SeqNode[] = [];
  let vague = file.notice !== undefined;
  for (const { document } of file.documents) {
    const { root, problems } = document.yaml;
    vague ||= problems.length > 0;
    if (isMap(root)) objects.push(fromOrigin(root, document));
    else if (isSeq(root)) operations.push(fromOrigin(root, document));
  }
  return { objects, operations, vague };
}

/** @param document holds the scalar */
export function patchInScalar(document: ManifestDocument, scalar: ScalarNode): PatchContent {
  const { text } = scalar;
  if (text.includes(MASK)) return { objects: [], operations: [], vague: true };
  const offsets = scalarOffsets(document.text, scalar);
  const objects: MapNode[] = [];
  const operations: SeqNode[] = [];
  let vague = false;
  for (const { start, text: part } of splitSegments(text)) {
    const { root, problems } = parseYaml(part);
    vague ||= problems.length > 0;
    const move = ({ start: from, end }: { start: number; end: number }) =>
      offsets.spanOf({ start: from + start, end: end + start });
    if (isMap(root)) objects.push(fromOrigin(root, document, move));
    else if (isSeq(root)) operations.push(fromOrigin(root, document, move));
  }
  return { objects, operations, vague };
}
