/** The palette has a command for each scaffold, under its title. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SCAFFOLD_COMMANDS, SCAFFOLD_HERE } from '../../client/src/commands/scaffold-commands';
import { listScaffolds } from '../../server/src/core/scaffold';

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  contributes: { commands: { command: string; title: string; category: string }[] };
};

it('each scaffold has its command', () => {
  const declared = contributes.commands
    .filter(({ command }) => command in SCAFFOLD_COMMANDS)
    .map(({ command, title, category }) => [
      SCAFFOLD_COMMANDS[command as keyof typeof SCAFFOLD_COMMANDS],
      title,
      category,
    ]);
  const expected = listScaffolds().map(({ name, title }) => [name, `Scaffold ${title}`, 'Meshward']);
  expect(declared.sort()).toEqual(expected.sort());
});

it('no command is declared that nothing runs', () => {
  const declared = contributes.commands
    .map(({ command }) => command)
    .filter((name) => name.startsWith('meshward.scaffold'));
  expect(declared.sort()).toEqual([...Object.keys(SCAFFOLD_COMMANDS), SCAFFOLD_HERE].sort());
});
