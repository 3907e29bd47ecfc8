/** Every safe fix of one file, round after round: a fix may uncover the next finding. */
import type { SourceFile } from '../model/source-file';
import type { Rule } from '../rules/define';
import { applyEdits, type TextEdit } from '../text/edit';
import { Analysis } from './analysis';
import { type FileEdit, placedFindings, type SeverityOverrides } from './placed-finding';
import { Snapshot } from './snapshot';

/** Fixes that undo each other would go on for ever. */
const MAX_ROUNDS = 20;

/**
 * @returns edits of the file as it is in `snapshot`, ordered and apart from each other. Fixes that would change other files too are left out.
 */
export function fixAll(
  snapshot: Snapshot,
  rules: readonly Rule[],
  uri: string,
  overrides?: SeverityOverrides,
): FileEdit[] {
  const original = snapshot.files.get(uri);
  if (!original) return [];
  let edits: readonly TextEdit[] = [];
  for (const { round, file, applied } of fixRounds(aroundFile(snapshot, uri), rules, [uri], () => overrides)) {
    edits = round === 0 ? applied : changedDocuments(original, file);
  }
  return edits.map((edit) => ({ uri, ...edit }));
}

/**
 * Every safe fix of several files together.
 * @param overridesOf severities of a file: what is off there is not fixed
 * @returns the new texts of the files that change, in order of `uris`
 */
export function fixFiles(
  snapshot: Snapshot,
  rules: readonly Rule[],
  uris: readonly string[],
  overridesOf: (uri: string) => SeverityOverrides | undefined,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { uri, file } of fixRounds(snapshot, rules, uris, overridesOf)) texts.set(uri, file.text);
  return new Map(
    uris.flatMap((uri) => {
      const text = texts.get(uri);
      return text === undefined || text === snapshot.files.get(uri)?.text ? [] : [[uri, text] as const];
    }),
  );
}

interface Fixed {
  readonly round: number;
  readonly uri: string;
  /** After the edits of this round. */
  readonly file: SourceFile;
  readonly applied: readonly TextEdit[];
}

function* fixRounds(
  snapshot: Snapshot,
  rules: readonly Rule[],
  uris: readonly string[],
  overridesOf: (uri: string) => SeverityOverrides | undefined,
): Generator<Fixed> {
  let current = snapshot;
  const analysis = new Analysis(current, rules);
  let suspects: readonly string[] = uris;
  for (let round = 0; round < MAX_ROUNDS && suspects.length > 0; round++) {
    const changed = new Map<string, SourceFile>();
    for (const uri of suspects) {
      const file = current.files.get(uri);
      const groups = file ? safeEdits(analysis, file, overridesOf(uri)) : [];
      if (!file || groups.length === 0) continue;
      let applied = inOrder(groups.flat());
      let next = file.withText(applyEdits(file.text, applied));
      // Two fixes may each be right and not go together, as when both write the same key: then one at a time.
      if (faultsOf(next) > faultsOf(file)) {
        applied = inOrder(groups[0]!);
        next = file.withText(applyEdits(file.text, applied));
        if (faultsOf(next) > faultsOf(file)) continue;
      }
      changed.set(uri, next);
      yield { round, uri, file: next, applied };
    }
    if (changed.size === 0) return;
    const { snapshot: moved, changes } = current.with(changed);
    current = moved;
    const touched = analysis.update(moved, changes);
    suspects = uris.filter((uri) => changed.has(uri) || touched.has(uri));
  }
}

/** Only the files that share a manifest set with this one: the others have no say in its findings. */
function aroundFile(snapshot: Snapshot, uri: string): Snapshot {
  const uris = new Set(snapshot.setsOf(uri).flatMap((set) => [...set.files]));
  const files = [...uris].map((each) => snapshot.files.get(each)!);
  const { roots, platform, composer, listed, leftOut, named } = snapshot;
  return Snapshot.of(files, { roots, platform, composer, listed, leftOut, named });
}

const faultsOf = (file: SourceFile): number =>
  file.documents.reduce((sum, { document }) => sum + document.yaml.problems.length, 0);

const inOrder = (edits: readonly TextEdit[]): TextEdit[] =>
  edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);

/** Edits of the first safe fix of each finding, less those that run into an earlier one's. */
function safeEdits(analysis: Analysis, file: SourceFile, overrides?: SeverityOverrides): TextEdit[][] {
  const groups: TextEdit[][] = [];
  const taken: TextEdit[] = [];
  for (const finding of placedFindings(analysis, file, overrides)) {
    const edits = finding.fixes.find((fix) => fix.safe)?.edits() ?? [];
    if (
      edits.length === 0 ||
      edits.some((edit) => edit.uri !== file.uri || taken.some((other) => collide(edit, other)))
    )
      continue;
    if (edits.every((edit) => file.text.slice(edit.span.start, edit.span.end) === edit.newText)) continue;
    const group = edits.map(({ span, newText }) => ({ span, newText }));
    groups.push(group);
    taken.push(...group);
  }
  return groups;
}

/** Two edits that meet at one place would depend on their order; the later one waits for the next round. */
const collide = (a: TextEdit, b: TextEdit): boolean => a.span.start <= b.span.end && b.span.start <= a.span.end;

/** One edit for each document that differs, cut down to what differs in it. */
function changedDocuments(before: SourceFile, after: SourceFile): TextEdit[] {
  if (before.documents.length !== after.documents.length) return difference(before.text, after.text, 0);
  return before.documents.flatMap(({ document, start }, i) =>
    difference(document.text, after.documents[i]!.document.text, start),
  );
}

function difference(before: string, after: string, offset: number): TextEdit[] {
  if (before === after) return [];
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const span = { start: offset + head, end: offset + before.length - tail };
  return [{ span, newText: after.slice(head, after.length - tail) }];
}
