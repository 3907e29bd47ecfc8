/** Places of names, as editors point at them. */
import { type Mention, type NamePlace, namePlace, type Resource, type Snapshot } from '../core';

/** One place for each span, in order of files and offsets. */
export function placesOf(snapshot: Snapshot, mentions: readonly Mention[]): NamePlace[] {
  const places = new Map<string, NamePlace>();
  for (const mention of mentions) {
    const place = namePlace(snapshot, mention);
    if (place) places.set(`${place.uri} ${place.span.start} ${place.span.end}`, place);
  }
  return [...places.values()].sort((a, b) => (a.uri === b.uri ? a.span.start - b.span.start : a.uri < b.uri ? -1 : 1));
}

/** The name of an object, or its kind where it has none; `undefined` when its document is in no file. */
export function objectPlace(snapshot: Snapshot, resource: Resource): NamePlace | undefined {
  const file = snapshot.files.get(resource.uri);
  const start = file?.startOf(resource.document);
  const node = resource.headNode.origin ? resource.root : resource.headNode;
  if (!file || start === undefined) return undefined;
  const { span } = node;
  return {
    uri: file.uri,
    span: { start: span.start + start, end: (node === resource.root ? span.start : span.end) + start },
  };
}
