/** Renaming a label's value: pods that carry it and selectors that ask for it, together, so that they still meet. */
import { KINDS } from '../model/kinds';
import type { SourceFile } from '../model/source-file';
import { isPlacedUnknown } from '../model/workload';
import { bucketKey } from '../workspace/index';
import type { ManifestSet } from '../workspace/manifest-set';
import type { Snapshot } from '../workspace/snapshot';
import type { FoundName } from './find';
import { type Mention, mentionDocument, mentionSpan } from './mention';
import { writtenMentions } from './patch-targets';
import { readMentions } from './read-mentions';
import { SetNames } from './resolve';

/** Keys whose values controllers and Kubernetes make: KServe's component, Knative's revisions, the namespace's own name. */
const MADE =
  /^(?:component|pod-template-hash|controller-revision-hash|kubernetes\.io\/metadata\.name|(?:[a-z]+\.)?knative\.dev\/.*|serving\.kserve\.io\/.*|statefulset\.kubernetes\.io\/.*|topology\.kubernetes\.io\/.*)$/;
const VALUE = /^[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/;

export interface FoundLabel {
  readonly key: string;
  readonly value: string;
  readonly mentions: readonly Mention[];
}

export const labelsIn = (found: readonly FoundName[]): readonly FoundName[] =>
  found.filter(({ mention }) => mention.names.some(({ kind }) => kind === 'Label'));

/** @returns every place of the label, or why it cannot be changed */
export function findLabel(snapshot: Snapshot, file: SourceFile, found: readonly FoundName[]): FoundLabel | string {
  const [first] = found;
  const name = first?.mention.names.find(({ kind }) => kind === 'Label')?.name;
  if (!first || name === undefined) return 'No label stands here.';
  const value = first.mention.text;
  const key = name.slice(0, -value.length - 1);
  if (MADE.test(key))
    return `The value of ${key} is made by Kubernetes, Knative or KServe: change the name that it comes from.`;
  if (found.some(({ mention }) => isPlacedUnknown(mention.resource)))
    return 'A template makes the namespace, so the places that mean this label cannot be told from others.';
  const mentions = labelMentions(snapshot, file, found, name);
  if (!mentions.some(({ role }) => role === 'definition'))
    return `No pods in the files carry ${key}: ${value}. They come from elsewhere, and this selector would lose them.`;
  return { key, value, mentions };
}

/** Why pods and selectors cannot have this value; `undefined` when they can. */
export function labelProblem(snapshot: Snapshot, { key, mentions }: FoundLabel, newValue: string): string | undefined {
  if (!VALUE.test(newValue))
    return `"${newValue}" will not do as a label's value: use at most 63 letters, digits, dashes, underscores and dots, the first and the last of them a letter or digit.`;
  const taken = `${key}=${newValue}`;
  const asked = new Set<string>();
  for (const mention of mentions) {
    for (const set of snapshot.setsOf(mentionDocument(mention).uri)) {
      if (!isNew(asked, `${set.id} ${aboutOf(mention)}`)) continue;
      const names = new SetNames(set, snapshot.platform);
      const wanted: Mention = { ...mention, names: [{ kind: 'Label', namespace: undefined, name: taken }] };
      const other = names.references(wanted).find(({ role }) => role === 'definition');
      if (other) {
        const { kind, name } = other.resource;
        return `${key}: ${newValue} is on the pods of ${kind} ${name ?? ''}: selectors would take those too.`;
      }
    }
  }
  return undefined;
}

/**
 * The label in the namespaces that selectors connect, in every set that is reached from the file. A selector of the whole mesh takes pods of
 * any namespace, so it brings in theirs.
 */
function labelMentions(
  snapshot: Snapshot,
  file: SourceFile,
  found: readonly FoundName[],
  name: string,
): readonly Mention[] {
  const places = new Map<string, Mention>();
  const placeOf = (mention: Mention) => `${mentionDocument(mention).uri} ${mentionSpan(mention).start}`;
  const isIt = ({ names }: Mention) => names.some((each) => each.kind === 'Label' && each.name === name);
  // One text of a kustomization is both what pods carry and what selectors ask for.
  const note = (mention: Mention) => {
    const place = placeOf(mention);
    if (places.get(place)?.role !== 'definition') places.set(place, mention);
  };
  for (const { mention } of found) note(mention);
  // The set grows while it is walked: a place in a file leads to the other sets of that file.
  const sets = new Set<ManifestSet>(snapshot.setsOf(file.uri));
  for (const set of sets) {
    const names = new SetNames(set, snapshot.platform);
    const all = mentionsIn(set).filter(isIt);
    const waiting = all.filter((mention) => places.has(placeOf(mention)));
    const seen = new Set(waiting);
    const about = new Set<string>();
    const carriers = new Set(all.map(({ resource }) => resource));
    for (const mention of waiting) {
      note(mention);
      for (const other of snapshot.setsOf(mentionDocument(mention).uri)) sets.add(other);
      if (!isNew(about, aboutOf(mention))) continue;
      for (const next of names.labelIn(carriers, name, mention)) {
        if (seen.has(next)) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
    const namespaces = new Set(waiting.map(({ resource }) => resource.namespace));
    for (const mention of writtenMentions(snapshot, set)) {
      const { namespace } = mention.resource;
      if (isIt(mention) && (namespace === undefined || namespaces.has(namespace))) note(mention);
    }
  }
  return [...places.values()];
}

/** Mentions with the same text here lead to the same others. */
const aboutOf = ({ resource, selection }: Mention): string => `${resource.namespace ?? ''} ${selection?.reach ?? ''}`;

const isNew = (known: Set<string>, one: string): boolean => !known.has(one) && known.add(one) !== undefined;

const mentionsIn = (set: ManifestSet): readonly Mention[] =>
  KINDS.flatMap(({ id }) => set.index.bucket(bucketKey(id)).flatMap((resource) => resource.read(readMentions)));
