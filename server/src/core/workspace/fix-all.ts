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
  let current = aroundFile(snapshot, uri);
  const analysis = new Analysis(current, rules);
  let file = original;
  let edits: readonly TextEdit[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = safeEdits(analysis, file, overrides);
    if (found.length === 0) break;
    const next = file.withText(applyEdits(file.text, found));
    edits = round === 0 ? found : changedDocuments(original, next);
    file = next;
    const { snapshot: moved, changes } = current.with(new Map([[uri, file]]));
    current = moved;
    analysis.update(moved, changes);
  }
  return edits.map((edit) => ({ uri, ...edit }));
}

/** Only the files that share a manifest set with this one: the others have no say in its findings. */
function aroundFile(snapshot: Snapshot, uri: string): Snapshot {
  const uris = new Set(snapshot.setsOf(uri).flatMap((set) => [...set.files]));
  const files = [...uris].map((each) => snapshot.files.get(each)!);
  return Snapshot.of(files, { roots: snapshot.roots, platform: snapshot.platform });
}

/** Edits of the first safe fix of each finding, less those that run into an earlier one's. */
function safeEdits(analysis: Analysis, file: SourceFile, overrides?: SeverityOverrides): TextEdit[] {
  const taken: TextEdit[] = [];
  for (const finding of placedFindings(analysis, file, overrides)) {
    const edits = finding.fixes.find((fix) => fix.safe)?.edits() ?? [];
    if (edits.some((edit) => edit.uri !== file.uri || taken.some((other) => collide(edit, other)))) continue;
    if (edits.every((edit) => file.text.slice(edit.span.start, edit.span.end) === edit.newText)) continue;
    taken.push(...edits.map(({ span, newText }) => ({ span, newText })));
  }
  return taken.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
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
