/** Names at a cursor: places as `file:line text`, lines counted from 1, so that a test reads as what an editor would show. */
import { LineIndex, type NamePlace } from '../../server/src/core';
import { applyEdits } from '../../server/src/core/text/edit';
import { lensesOf, resolveLens } from '../../server/src/ide/code-lens';
import { definitionsAt } from '../../server/src/ide/definition';
import { highlightsAt } from '../../server/src/ide/highlight';
import { referencesAt } from '../../server/src/ide/references';
import { renameAt, renameTargetAt } from '../../server/src/ide/rename';
import { open } from './cursor';

type Files = Record<string, string>;
type Opened = ReturnType<typeof open>;

const ROOT = 'file:///w/';

export function describePlaces({ workspace }: Opened, places: readonly NamePlace[]): string[] {
  return places.map(({ uri, span }) => {
    const { text } = workspace.snapshot.files.get(uri)!;
    const { line } = new LineIndex(text).positionAt(span.start);
    return `${uri.slice(ROOT.length)}:${line + 1} ${text.slice(span.start, span.end)}`;
  });
}

export function definition(marked: string, others: Files = {}, name?: string): string[] {
  const opened = open(marked, others, name);
  return describePlaces(opened, definitionsAt(opened.workspace.snapshot, opened.file, opened.offset));
}

export function references(marked: string, others: Files = {}, declarations = true, name?: string): string[] {
  const opened = open(marked, others, name);
  return describePlaces(opened, referencesAt(opened.workspace.snapshot, opened.file, opened.offset, declarations));
}

export function highlights(marked: string, others: Files = {}, name?: string): string[] {
  const opened = open(marked, others, name);
  return highlightsAt(opened.workspace.snapshot, opened.file, opened.offset).map(
    ({ place, kind }) => `${describePlaces(opened, [place])[0]} (${kind})`,
  );
}

/** What would be renamed, or why not. */
export function renameTarget(marked: string, others: Files = {}): string | undefined {
  const { workspace, file, offset } = open(marked, others);
  const target = renameTargetAt(workspace.snapshot, file, offset);
  if (!target) return undefined;
  if ('refusal' in target) return `refused: ${target.refusal}`;
  const written = file.text.slice(target.span.start, target.span.end);
  if (written !== target.name) throw new Error(`offers ${target.name}, but marks ${written}`);
  return target.name;
}

/** The files that a rename changes, after it; the marked one is `manifest.yaml`. */
export function rename(marked: string, newName: string, others: Files = {}, name?: string): Files | string {
  const { workspace, file, offset } = open(marked, others, name);
  const edits = renameAt(workspace.snapshot, file, offset, newName);
  if ('refusal' in edits) return `refused: ${edits.refusal}`;
  const after: Files = {};
  for (const uri of new Set(edits.map((edit) => edit.uri))) {
    const { text } = workspace.snapshot.files.get(uri)!;
    after[uri.slice(ROOT.length)] = applyEdits(
      text,
      edits.filter((edit) => edit.uri === uri),
    );
  }
  return after;
}

/** Titles of the lenses of the marked file (`|` may be left out), in order. */
export const lenses = (text: string, others: Files = {}, name?: string): string[] =>
  lensDetails(text, others, name).map(({ title }) => title);

export function lensDetails(text: string, others: Files = {}, name?: string) {
  const opened = open(text, others, name);
  const { workspace, file } = opened;
  return lensesOf(workspace.snapshot, file).map(({ key }) => {
    const lens = resolveLens(workspace.snapshot, file, key)!;
    return { title: lens.title, details: lens.details, places: describePlaces(opened, lens.places) };
  });
}
