import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SourceFile } from '../../server/src/core/model/source-file';
import { RULES } from '../../server/src/core/rules/index.gen';
import { applyEdits } from '../../server/src/core/text/edit';
import { Workspace } from '../../server/src/core/workspace/workspace';

/** Pieces that texts are made of: whole objects, and all that may cut or join documents. */
const PIECES = [
  'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: a\n  namespace: istio-system\nspec:\n  selector:\n    matchLabels:\n      app: a\n',
  'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: models\n',
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  a: |-\n    text\n     ---\n',
  '---\n',
  '--- # comment\n',
  '...\n',
  '---',
  '...',
  '-',
  '.',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '%YAML 1.2\n',
  '# meshward-disable-file root-selector-ignored\n',
  '# meshward-disable-next-line root-selector-ignored\n',
  '{{ .Values.x }}\n',
  '"',
  '\uFEFF',
];

const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(''));
/** Where to cut, how much to take out (both as parts of the text), and what to put in. */
const edit = fc.record({
  at: fc.nat(10_000),
  length: fc.oneof(fc.constant(0), fc.nat(120)),
  insert: fc.oneof(fc.constantFrom(...PIECES), text),
});

const applyTo = (before: string, { at, length, insert }: { at: number; length: number; insert: string }): string => {
  const start = before.length === 0 ? 0 : at % (before.length + 1);
  return applyEdits(before, [{ span: { start, end: Math.min(before.length, start + length) }, newText: insert }]);
};

const shape = (file: SourceFile) => file.documents.map(({ start, document }) => ({ start, text: document.text }));

describe('a file after an edit is as if opened anew', () => {
  test('in its documents', () => {
    fc.assert(
      fc.property(text, fc.array(edit, { minLength: 1, maxLength: 6 }), (first, edits) => {
        let file = SourceFile.open('file:///w/a.yaml', first);
        for (const each of edits) {
          file = file.withText(applyTo(file.text, each));
          expect(shape(file)).toEqual(shape(SourceFile.open(file.uri, file.text)));
          expect(file.documents.map(({ document }) => document.text).join('')).toBe(file.text);
        }
      }),
      {
        numRuns: 5_000,
        examples: [
          [
            '---\n%YAML 1.2\n--- # comment\n',
            [
              { at: 4, length: 0, insert: '...\n' },
              { at: 0, length: 0, insert: 'a: 1\n' },
            ],
          ],
          ['...\r---\n--- # comment\n', [{ at: 0, length: 0, insert: 'a: 1\n' }]],
          ['a: 1\n---', [{ at: 0, length: 8, insert: '---' }]],
        ],
      },
    );
  });

  test('in its findings, and in those of the file beside it', () => {
    const uris = ['file:///w/a.yaml', 'file:///w/b.yaml'] as const;
    const make = () => new Workspace({ roots: ['file:///w/'], rules: RULES });
    const seen = (workspace: Workspace) =>
      uris.map((uri) =>
        workspace.findings(uri).map(({ rule, span, message, severity }) => ({ rule, span, message, severity })),
      );
    fc.assert(
      fc.property(text, text, fc.array(edit, { minLength: 1, maxLength: 4 }), (a, b, edits) => {
        const workspace = make();
        workspace.update(
          new Map([
            [uris[0], { text: a }],
            [uris[1], { text: b }],
          ]),
        );
        let now = a;
        for (const each of edits) {
          now = applyTo(now, each);
          workspace.update(new Map([[uris[0], { text: now }]]));
          const fresh = make();
          fresh.update(
            new Map([
              [uris[0], { text: now }],
              [uris[1], { text: b }],
            ]),
          );
          expect(seen(workspace)).toEqual(seen(fresh));
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('documents that an edit does not touch are the same objects again', () => {
  const object = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
  const before = SourceFile.open('file:///w/a.yaml', [object('a'), object('b'), object('c')].join('---\n'));
  const after = before.withText(before.text.replace('name: b', 'name: bb'));
  const kept = after.documents.map(({ document }, i) => document === before.documents[i]!.document);
  expect(kept).toEqual([true, false, true]);
});
