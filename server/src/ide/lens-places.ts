/** Objects of a file as each manifest set sees them, for what is shown beside them. */
import { type ManifestSet, type Resource, resourcesOf, type Snapshot, type SourceFile } from '../core';
import { objectPlace } from './places';

export interface ObjectInSet {
  readonly set: ManifestSet;
  readonly resource: Resource;
}

/** The set's own version of an object (a kustomization may have changed it), for every set that has one. */
export function inEachSet(snapshot: Snapshot, file: SourceFile, written: Resource): ObjectInSet[] {
  const place = objectPlace(snapshot, written);
  return snapshot.setsOf(file.uri).flatMap((set) => {
    const here = resourcesOf(set, file, [written.kind]);
    const resource =
      here.find((each) => each === written) ??
      here.find(
        (each) =>
          place !== undefined && objectPlace(snapshot, each)?.span.start === place.span.start && each.uri === file.uri,
      );
    return resource ? [{ set, resource }] : [];
  });
}

/** What each set says, said once where all agree; otherwise with the set's folder in front. */
export function joinAnswers<T>(
  answers: readonly { readonly set: ManifestSet; readonly text: string; readonly value: T }[],
): { readonly text: string; readonly values: readonly T[] } | undefined {
  if (answers.length === 0) return undefined;
  const texts = new Set(answers.map(({ text }) => text));
  const text =
    texts.size === 1
      ? [...texts][0]!
      : answers.map((answer) => `${answer.set.name ?? folderName(answer.set.id)}: ${answer.text}`).join(' · ');
  return { text, values: answers.map(({ value }) => value) };
}

const folderName = (uri: string): string => decodeURIComponent(uri.replace(/\/$/, '').split('/').at(-1) ?? uri);
