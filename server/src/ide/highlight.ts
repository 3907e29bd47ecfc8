/** The same name elsewhere in the file. Looks at the file's own objects only: it runs at every move of the cursor. */
import {
  findNames,
  mentionDocument,
  type NamePlace,
  readMentions,
  resourcesOf,
  type Snapshot,
  type SourceFile,
} from '../core';
import { placesOf } from './places';

export interface Highlight {
  readonly place: NamePlace;
  /** `write`: the name is defined there. */
  readonly kind: 'read' | 'write';
}

export function highlightsAt(snapshot: Snapshot, file: SourceFile, offset: number): Highlight[] {
  const kinds = file.resources.map(({ kind }) => kind);
  const found = findNames(snapshot, file, offset).flatMap(({ names, mention }) => {
    const keys = new Set(names.keysOf(mention));
    const resources = resourcesOf(names.set, file, kinds);
    const labels = mention.names.flatMap(({ kind, name }) =>
      kind === 'Label' ? names.labelIn(resources, name, mention) : [],
    );
    return [
      ...labels,
      ...resources
        .flatMap((resource) => resource.read(readMentions))
        .filter((each) => names.keysOf(each).some((key) => keys.has(key))),
    ].filter((each) => mentionDocument(each).uri === file.uri);
  });
  const written = new Set(
    placesOf(
      snapshot,
      found.filter(({ role }) => role === 'definition'),
    ).map(({ span }) => span.start),
  );
  return placesOf(snapshot, found).map((place) => ({ place, kind: written.has(place.span.start) ? 'write' : 'read' }));
}
