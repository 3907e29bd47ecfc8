/** Everything VS Code shows of us can be translated: no text for people stands in the manifest or the client itself. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { externalise, untranslatedTexts } from '../../scripts/localise.mts';
import { REPOSITORY, repositoryText } from '../support/repository';

const json = (path: string) => JSON.parse(repositoryText(path) ?? readFileSync(`${REPOSITORY}/${path}`, 'utf8'));

test('the manifest’s contributions refer to package.nls.json for every text, and that has no other', () => {
  const texts: Record<string, string> = json('package.nls.json');
  const references = [...JSON.stringify(json('package.json').contributes).matchAll(/"%([^"%]+)%"/g)].map(
    ([, key]) => key!,
  );
  expect([...new Set(references)].sort()).toEqual(Object.keys(texts).sort());
  expect(Object.values(texts).filter((text) => text.trim() === '')).toEqual([]);
});

test('a text that is written into the manifest is moved out of it', () => {
  const { contributes, texts } = externalise(
    { commands: [{ command: 'a.b', title: 'Do It', category: 'Meshward' }], menus: { x: [{ command: 'a.b' }] } },
    {},
  );
  expect(contributes).toEqual({
    commands: [{ command: 'a.b', title: '%commands.a.b.title%', category: 'Meshward' }],
    menus: { x: [{ command: 'a.b' }] },
  });
  expect(texts).toEqual({ 'commands.a.b.title': 'Do It' });
});

test('two contributions of one id keep their own texts', () => {
  const welcomes = [
    { view: 'v', contents: 'One' },
    { view: 'v', contents: 'Other' },
  ];
  expect(Object.values(externalise({ viewsWelcome: welcomes }, {}).texts)).toEqual(['One', 'Other']);
});

test('the client has no text for people that goes past l10n.t', () => {
  expect(untranslatedTexts(REPOSITORY)).toEqual([]);
});
