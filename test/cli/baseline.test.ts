import { mkdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rootSelector, spiffePolicy } from '../support/manifests';
import { cliTest } from './support/cli-test';

const cli = cliTest();

describe('--baseline', () => {
  const BASELINE = ['--baseline', 'known.json'];
  const adopt = async (files: Record<string, string>) => {
    const made = cli.folder(files);
    const check = (...words: string[]) => cli.run(['check', '.', ...words], { cwd: made.path });
    expect(await check(...BASELINE, '--write-baseline')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^wrote known\.json: \d+ findings? to keep quiet about\n$/),
    });
    return { made, check: (...words: string[]) => check(...BASELINE, ...words) };
  };

  test('keeps quiet about what was there, wherever it has moved', async () => {
    const { made, check } = await adopt({ 'a.yaml': spiffePolicy('iris', true) });
    expect(await check()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('2 findings of the baseline left out'),
    });
    made.write('a.yaml', `# moved\n\n${spiffePolicy('iris', true).replace('  rules:', '  action: ALLOW\n  rules:')}`);
    expect(await check()).toMatchObject({ code: 0 });
    made.write('a.yaml', spiffePolicy('iris', true).replaceAll('principals: [', 'principals:   [  '));
    expect(await check()).toMatchObject({ code: 0 });
  });

  test('tells of what is new: another object, another line, another file, one more of the same', async () => {
    const { made, check } = await adopt({ 'a.yaml': spiffePolicy('iris') });
    for (const [name, text] of [
      ['a.yaml', spiffePolicy('other')],
      ['a.yaml', spiffePolicy('iris').replace('sa/caller', 'sa/someone')],
      ['b.yaml', spiffePolicy('iris')],
      ['a.yaml', spiffePolicy('iris', true)],
    ] as const) {
      made.write(name, text);
      const { code, stdout } = await check('--format', 'json', '--rule', 'resource-defined-twice=off');
      expect(code).toBe(1);
      expect(JSON.parse(stdout).findings).toMatchObject([{ code: 'principal-with-spiffe' }]);
      made.write('a.yaml', spiffePolicy('iris'));
      made.write('b.yaml', '');
    }
  });

  test('tells of entries that are found no more, but not of files that were not looked at', async () => {
    const { made, check } = await adopt({ 'a/a.yaml': spiffePolicy('a'), 'b/b.yaml': spiffePolicy('b') });
    made.write('a/a.yaml', '');
    expect((await check()).stdout).toContain('1 of the baseline found no more: renew it with --write-baseline');
    const { stdout } = await cli.run(['check', 'b', ...BASELINE], { cwd: made.path });
    expect(stdout).not.toContain('no more');
  });

  test('can be reviewed, is the same whoever writes it, and holds no text of the manifests', async () => {
    const { made, check } = await adopt({ 'a.yaml': spiffePolicy('iris'), 'b.yaml': rootSelector() });
    const text = readFileSync(made.join('known.json'), 'utf8');
    expect(JSON.parse(text).findings).toEqual([
      {
        file: 'a.yaml',
        rule: 'principal-with-spiffe',
        object: 'AuthorizationPolicy models iris',
        line: expect.stringMatching(/^[0-9a-f]{16}$/),
        count: 1,
      },
      expect.objectContaining({ file: 'b.yaml', rule: 'root-selector-ignored' }),
    ]);
    expect(text).not.toContain('spiffe://');
    const elsewhere = await cli.run(['check', made.path, '--baseline', made.join('known.json'), '--write-baseline']);
    expect(elsewhere.code).toBe(0);
    expect(readFileSync(made.join('known.json'), 'utf8')).toBe(text);
    await check('--write-baseline');
    expect(readFileSync(made.join('known.json'), 'utf8')).toBe(text);
  });

  test.each([
    [['--baseline', 'none.json'], 'Write it with --write-baseline'],
    [['--write-baseline'], '--write-baseline needs --baseline FILE'],
    [['--baseline', 'broken.json'], 'is no baseline of this version'],
    [['--baseline', 'later.json'], 'is no baseline of this version'],
    [['--baseline', 'folder', '--write-baseline'], 'cannot be written'],
    [['--baseline', 'folder'], 'cannot be read'],
  ])('%j is wrong usage', async (words, message) => {
    const made = cli.folder({ 'broken.json': '{', 'later.json': '{"version":2,"findings":[]}' });
    mkdirSync(made.join('folder'));
    const { code, stderr, stdout } = await cli.run(['check', '.', ...words], { cwd: made.path });
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
