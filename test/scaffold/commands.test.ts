/** The palette has a command for each scaffold, under its title, and the documentation a line. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { listScaffolds } from '../../server/src/core/scaffold';

const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const { contributes } = JSON.parse(
  readFileSync('package.json', 'utf8').replace(/"%([^"%]+)%"/g, (_, key: string) => JSON.stringify(texts[key])),
) as {
  contributes: { commands: { command: string; title: string; category: string }[] };
};

/** Command and scaffold, as the client registers them. */
const registered = new Map(
  [
    ...readFileSync('client/src/commands/scaffold-commands.ts', 'utf8').matchAll(
      /'(meshward\.scaffold\w+)': '([\w-]+)'/g,
    ),
  ].map(([, command, name]) => [command!, name!]),
);

it('each scaffold has its command', () => {
  const declared = contributes.commands
    .filter(({ command }) => registered.has(command))
    .map(({ command, title, category }) => [registered.get(command), title, category]);
  const expected = listScaffolds().map(({ name, title }) => [name, `Scaffold ${title}`, 'Meshward']);
  expect(declared.sort()).toEqual(expected.sort());
});

it('no command is declared that nothing runs', () => {
  const declared = contributes.commands
    .map(({ command }) => command)
    .filter((name) => name.startsWith('meshward.scaffold'));
  expect(declared.sort()).toEqual([...registered.keys(), 'meshward.scaffoldHere'].sort());
});

it('each scaffold has its line in the documentation', () => {
  const page = readFileSync('docs/scaffolds.md', 'utf8');
  for (const { name, title } of listScaffolds()) expect(page).toContain(`| \`${name}\` | ${title} |`);
});
