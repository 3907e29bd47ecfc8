/** What an editor asks at any place of any text: an answer comes, inside of the text, and edits can be applied. */
import { expect, test } from 'vitest';
import type { SourceFile, Span, Workspace } from '../../server/src/core';
import { applyEdits } from '../../server/src/core/text/edit';
import { lensesOf, resolveLens } from '../../server/src/ide/code-lens';
import { completionsAt } from '../../server/src/ide/completion';
import { definitionsAt } from '../../server/src/ide/definition';
import { linksOf } from '../../server/src/ide/document-links';
import { highlightsAt } from '../../server/src/ide/highlight';
import { hoverAt } from '../../server/src/ide/hover';
import { hintsOf } from '../../server/src/ide/inlay-hints';
import { referencesAt } from '../../server/src/ide/references';
import { renameAt, renameTargetAt } from '../../server/src/ide/rename';
import { foldsOf, outlineOf, selectionsAt } from '../../server/src/ide/structure';
import { workspaceSymbols } from '../../server/src/ide/workspace-symbols';
import { forInputs, LIMIT } from './support/inputs';
import { mutatedFiles } from './support/mutate';
import type { Random } from './support/random';
import { expectInside, workspaceOf } from './support/workspace';

const PLACES = 6;

function anyFile(random: Random): { workspace: Workspace; file: SourceFile } {
  const workspace = workspaceOf(mutatedFiles(random));
  return { workspace, file: random.pick([...workspace.snapshot.files.values()]) };
}

/** Anywhere, or where people stop typing: behind a colon, in a list, at a line's end. */
function anyOffset(text: string, random: Random): number {
  const stops = random.chance(0.6) ? [...text.matchAll(/:(?= |$)|- |["'[{,\n]/gm)] : [];
  return stops.length > 0
    ? Math.min(random.pick(stops).index + 1 + random.below(2), text.length)
    : random.below(text.length + 1);
}

function expectPlaces(
  workspace: Workspace,
  places: readonly { readonly uri: string; readonly span: Span }[],
  what: string,
): void {
  for (const { uri, span } of places) {
    const { text } = workspace.snapshot.files.get(uri)!;
    expectInside(span, text, what);
  }
}

test('completion offers what can be inserted at the cursor', LIMIT, () =>
  forInputs(0.08, (random) => {
    const { workspace, file } = anyFile(random);
    for (let i = 0; i < PLACES; i++) {
      const offset = anyOffset(file.text, random);
      for (const { label, span, newText } of completionsAt(workspace.snapshot, file, offset)) {
        expectInside(span, file.text, label);
        expect(
          span.start <= offset && offset <= span.end,
          `${label} replaces ${span.start}-${span.end} at ${offset}`,
        ).toBe(true);
        expect(label).not.toBe('');
        applyEdits(file.text, [{ span, newText }]);
      }
    }
  }),
);

test('hovers, names and structure are inside of the text', LIMIT, () =>
  forInputs(0.08, (random) => {
    const { workspace, file } = anyFile(random);
    const { snapshot } = workspace;
    const findings = workspace.findings(file.uri);
    for (let i = 0; i < PLACES; i++) {
      const offset = anyOffset(file.text, random);
      const hover = hoverAt(snapshot, file, offset, findings);
      if (hover) {
        expectInside(hover.span, file.text, 'hover');
        expect(hover.markdown.trim()).not.toBe('');
      }
      expectPlaces(workspace, definitionsAt(snapshot, file, offset), 'definition');
      expectPlaces(workspace, referencesAt(snapshot, file, offset, true), 'reference');
      expectPlaces(
        workspace,
        highlightsAt(snapshot, file, offset).map(({ place }) => place),
        'highlight',
      );
      let inner: Span | undefined;
      for (const span of selectionsAt(file, offset)) {
        expectInside(span, file.text, 'selection');
        if (inner) expect(span.start <= inner.start && inner.end <= span.end, 'selections grow').toBe(true);
        inner = span;
      }
      const target = renameTargetAt(snapshot, file, offset);
      if (!target || 'refusal' in target) continue;
      expectPlaces(workspace, [{ uri: file.uri, span: target.span }], 'rename target');
      const edits = renameAt(snapshot, file, offset, 'renamed');
      if ('refusal' in edits) continue;
      for (const uri of new Set(edits.map((edit) => edit.uri))) {
        applyEdits(
          snapshot.files.get(uri)!.text,
          edits.filter((edit) => edit.uri === uri),
        );
      }
    }
  }),
);

test('lenses, hints, links, folds and the outline of a file', LIMIT, () =>
  forInputs(0.05, (random) => {
    const { workspace, file } = anyFile(random);
    const { snapshot } = workspace;
    for (const { key, span } of lensesOf(snapshot, file)) {
      expectInside(span, file.text, 'lens');
      const lens = resolveLens(snapshot, file, key);
      // What no set holds has nothing to say.
      if (!lens) continue;
      expect(lens.title, 'title of a lens').toMatch(/\S/);
      for (const place of lens.places) expectInside(place.span, snapshot.files.get(place.uri)!.text, 'place of a lens');
    }
    for (const hint of hintsOf(snapshot, file, { start: 0, end: file.text.length })) {
      expectInside({ start: hint.offset, end: hint.offset }, file.text, 'hint');
    }
    for (const link of linksOf(snapshot, file)) expectInside(link.span, file.text, 'link');
    for (const { span } of foldsOf(file)) expectInside(span, file.text, 'fold');
    const outline = [...outlineOf(file)];
    for (let item = outline.pop(); item; item = outline.pop()) {
      expectInside(item.span, file.text, 'outline');
      const { start, end } = item.nameSpan;
      expect(item.span.start <= start && end <= item.span.end, `name of ${item.name} outside of it`).toBe(true);
      outline.push(...item.children);
    }
    workspaceSymbols(snapshot, 'a');
  }),
);
