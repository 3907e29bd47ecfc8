/** Where a reason or an assumption stands in the files of now. */
import type { Resource } from '../../model/resource';
import type { Span } from '../../text/span';
import type { Snapshot } from '../../workspace/snapshot';
import type { YamlNode } from '../../yaml/node';

export interface Place {
  readonly uri: string;
  /** UTF-16 offsets in the file. */
  readonly span: Span;
}

/** @returns `undefined` for reasons that no file holds, and for objects of an older snapshot. */
export function placeOf(
  snapshot: Snapshot,
  reason: { readonly resource?: Resource; readonly node?: YamlNode },
): Place | undefined {
  const { resource, node } = reason;
  if (!resource) return undefined;
  const uri = node?.origin?.uri ?? resource.document.uri;
  const file = snapshot.files.get(uri);
  if (!file) return undefined;
  const document = node?.origin
    ? file.documents.find(({ document: one }) => one === node.origin)?.document
    : resource.document;
  if (!document || file.startOf(document) === undefined) return undefined;
  return { uri, span: file.spanInFile(document, (node ?? resource.headNode).span) };
}
