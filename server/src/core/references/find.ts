/** What is named at a place of a file, in each manifest set that holds it. */
import { isKustomizationUri } from '../kustomize/kustomization';
import { KINDS, type KindId } from '../model/kinds';
import type { Resource } from '../model/resource';
import type { SourceFile } from '../model/source-file';
import { type Span, touches } from '../text/span';
import { bucketKey } from '../workspace/index';
import type { ManifestSet } from '../workspace/manifest-set';
import type { Snapshot } from '../workspace/snapshot';
import { type Mention, mentionDocument, mentionSpan } from './mention';
import { readMentions } from './read-mentions';
import { SetNames } from './resolve';

export interface FoundName {
  readonly names: SetNames;
  readonly mention: Mention;
}

export interface NamePlace {
  readonly uri: string;
  /** Offsets in the file. */
  readonly span: Span;
}

/** Objects of a set that a file, or a document of it, has a part in: as the set sees them, so after kustomize. */
export function resourcesOf(set: ManifestSet, file: SourceFile, kinds: Iterable<KindId>): readonly Resource[] {
  return [...new Set(kinds)].flatMap((kind) =>
    // What a kustomization composed may hold nodes of any of its files.
    set.index.bucket(bucketKey(kind)).filter(({ uri, bundle }) => uri === file.uri || bundle !== uri),
  );
}

/** @param offset in the file */
export function findNames(snapshot: Snapshot, file: SourceFile, offset: number): readonly FoundName[] {
  const placed = file.documentAt(offset);
  if (!placed || file.notice) return [];
  const { document, start } = placed;
  // A kustomization has a say in objects of any kind.
  const kinds = isKustomizationUri(file.uri) ? KINDS.map(({ id }) => id) : document.resources.map(({ kind }) => kind);
  return snapshot.setsOf(file.uri).flatMap((set) => {
    const here = resourcesOf(set, file, kinds)
      .flatMap((resource) => resource.read(readMentions))
      .filter((mention) => mentionDocument(mention) === document && touches(mentionSpan(mention), offset - start));
    // At the border of two names the one that begins there is meant; a name inside a longer one goes first.
    const starting = here.filter((mention) => mentionSpan(mention).end > offset - start);
    const best = (starting.length > 0 ? starting : here).sort((a, b) => length(a) - length(b));
    const shortest = best[0];
    if (!shortest) return [];
    const names = new SetNames(set, snapshot.platform);
    return best
      .filter((mention) => mention.node === shortest.node && mention.part.start === shortest.part.start)
      .map((mention) => ({ names, mention }));
  });
}

const length = ({ part }: Mention): number => part.end - part.start;

/** Where a mention stands; `undefined` when its document is in no file of the snapshot. */
export function namePlace(snapshot: Snapshot, mention: Mention): NamePlace | undefined {
  const document = mentionDocument(mention);
  const file = snapshot.files.get(document.uri);
  const start = file?.startOf(document);
  if (!file || start === undefined) return undefined;
  const span = mentionSpan(mention);
  return { uri: file.uri, span: { start: span.start + start, end: span.end + start } };
}
