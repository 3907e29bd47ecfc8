/** Where the thing that a name stands for is defined, in every manifest set that holds the file. */
import { findNames, type NamePlace, type Snapshot, type SourceFile } from '../core';
import { linksOf } from './document-links';
import { placesOf } from './places';

/** @returns none where nothing has a name, or no file defines it; a path in a kustomization leads to the start of its file */
export function definitionsAt(snapshot: Snapshot, file: SourceFile, offset: number): NamePlace[] {
  const found = findNames(snapshot, file, offset);
  if (found.length === 0) return pathAt(snapshot, file, offset);
  return placesOf(
    snapshot,
    found.flatMap(({ names, mention }) => names.definitions(mention)),
  );
}

function pathAt(snapshot: Snapshot, file: SourceFile, offset: number): NamePlace[] {
  return linksOf(snapshot, file).flatMap(({ span, target, isFile }) =>
    isFile && span.start <= offset && offset <= span.end && snapshot.files.has(target)
      ? [{ uri: target, span: { start: 0, end: 0 } }]
      : [],
  );
}
