/** What docs/cli.md, docs/ci.md, the Action and the pre-commit hooks say is what there is. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readExpectations } from '../../server/src/cli/access/expectations';
import { readRc } from '../../server/src/files/rc-file';
import { rootSelector } from '../support/manifests';
import { REPOSITORY } from '../support/repository';
import { cliTest } from './support/cli-test';

const cli = cliTest();
const textOf = (path: string) => readFileSync(join(REPOSITORY, path), 'utf8');
const { version } = JSON.parse(textOf('package.json')) as { version: string };

/** Fenced blocks of a language that hold a text. */
const blocks = (page: string, language: string, holding = ''): string[] =>
  [...textOf(page).matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))]
    .map(([, block]) => block!)
    .filter((block) => block.includes(holding));

describe('docs/cli.md', () => {
  const page = textOf('docs/cli.md');
  const section = (name: string) => new RegExp(`^## ${name}\\n([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm').exec(page)![1]!;
  const documented = (text: string) =>
    [...text.matchAll(/^\| (`--.*?) \|/gm)].flatMap(([, cell]) =>
      [...cell!.matchAll(/--[a-z-]+/g)].map(([name]) => name),
    );

  test.each(['check', 'access', 'scaffold', 'explain', 'lsp'])(
    'has every option of %s, and no other',
    async (command) => {
      const { stdout } = await cli.run([command, '--help']);
      const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, name]) => name!);
      const shared = command === 'check' || command === 'access' ? documented(section('What is read')) : [];
      expect([...documented(section(command)), ...shared, '--help'].sort()).toEqual([...new Set(options)].sort());
    },
  );

  test('has every command', async () => {
    const { stdout } = await cli.run(['--help']);
    const commands = stdout.slice(stdout.indexOf('Commands:')).split('\n').slice(1);
    const names = commands.flatMap((line) => /^ {2}([a-z]+)/.exec(line)?.[1] ?? []).filter((name) => name !== 'help');
    expect(names.map((name) => page.includes(`\n## ${name}\n`))).toEqual(names.map(() => true));
  });

  test('its settings file can be read without complaint, and its access tests too', () => {
    const [settings] = blocks('docs/cli.md', 'yaml', '.meshwardrc.yaml');
    expect(readRc({ text: settings! }).problems).toEqual([]);
    const [expectations] = blocks('docs/cli.md', 'yaml', 'access-tests.yaml');
    expect(readExpectations('access-tests.yaml', { text: expectations! })).toHaveLength(4);
  });

  test('its access tests hold for the example', async () => {
    const made = cli.folder({ 'access-tests.yaml': blocks('docs/cli.md', 'yaml', 'access-tests.yaml')[0]! });
    const words = ['access', 'examples/user1', '--expect', made.join('access-tests.yaml')];
    expect(await cli.run(words)).toMatchObject({ code: 0, stdout: '4 as expected, 0 not\n' });
  });

  test('its JSON has the fields of a report', async () => {
    const made = cli.folder({ 'wrong.yaml': rootSelector() });
    const { stdout } = await cli.run(['check', made.path, '--format', 'json']);
    const keys = (text: string) => Object.keys((JSON.parse(text) as { findings: object[] }).findings[0]!);
    expect(keys(blocks('docs/cli.md', 'json')[0]!)).toEqual(keys(stdout));
  });
});

interface Action {
  readonly inputs: Record<string, { description: string; default: string }>;
  readonly runs: {
    readonly steps: { readonly run?: string; readonly env?: Record<string, string>; readonly uses?: string }[];
  };
}

describe('the Action', () => {
  const PATH = '.github/actions/meshward/action.yml';
  const { inputs, runs } = parse(textOf(PATH)) as Action;
  const [step] = runs.steps;

  /** Runs the step with a stand-in for npx that runs our bundle. */
  function run(given: Record<string, string>, cwd: string) {
    const bin = cli.folder({
      npx: `#!/bin/sh\necho "$@" >> "$NPX_LOG"\nshift 2\nexec '${process.execPath}' '${cli.script}' "$@"\n`,
    });
    chmodSync(bin.join('npx'), 0o755);
    const env = Object.fromEntries(
      Object.entries(step!.env!).map(([name, expression]) => {
        const input = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(expression)![1]!;
        return [name, given[input] ?? inputs[input]!.default];
      }),
    );
    const log = bin.join('log');
    // As runners call it.
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', step!.run!],
      {
        cwd,
        encoding: 'utf8',
        env: { ...process.env, ...env, NPX_LOG: log, PATH: `${bin.path}${delimiter}${process.env.PATH}` },
      },
    );
    return { status, stdout, stderr, calls: existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [] };
  }

  test('annotates and fails as the command does', () => {
    const made = cli.folder({ 'deploy/wrong.yaml': rootSelector() });
    const { status, stdout, calls } = run({}, made.path);
    expect(stdout).toContain('::error file=deploy/wrong.yaml,line=7');
    expect(calls).toEqual([`--yes meshward@${version} check --format github -- .`]);
    expect(status).toBe(1);
    expect(run({ args: '--rule\nroot-selector-ignored=off\n' }, made.path).status).toBe(0);
  });

  test('hands every input on, words as they are', () => {
    const made = cli.folder({ 'a b/right.yaml': '', 'c$(touch hacked)/right.yaml': '' });
    const paths = 'a b\nc$(touch hacked)\n';
    const { status, calls } = run(
      { paths, 'fail-on': 'hint', 'sarif-file': 'out.sarif', args: '--no-config' },
      made.path,
    );
    expect(calls).toEqual([
      `--yes meshward@${version} check --format sarif --fail-on hint --no-config -- a b c$(touch hacked)`,
      `--yes meshward@${version} check --format github --fail-on hint --no-config -- a b c$(touch hacked)`,
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(readFileSync(made.join('out.sarif'), 'utf8')).version).toBe('2.1.0');
    expect(existsSync(made.join('hacked'))).toBe(false);
  });

  test('with findings writes SARIF and annotations, and fails; with wrong usage it fails at once', () => {
    const made = cli.folder({ 'wrong.yaml': rootSelector() });
    const { status, stdout } = run({ 'sarif-file': 'out.sarif' }, made.path);
    expect(status).toBe(1);
    expect(stdout).toContain('::error');
    expect(JSON.parse(readFileSync(made.join('out.sarif'), 'utf8')).runs[0].results).toHaveLength(1);
    expect(run({ 'fail-on': 'nothing', 'sarif-file': 'out.sarif' }, made.path)).toMatchObject({
      status: 1,
      stdout: '',
    });
  });

  test('its script has no expression in it', () => {
    expect(step!.run).not.toContain('${{');
  });

  test('docs/ci.md has its inputs and their defaults, and a workflow that uses them', () => {
    const rows = [...textOf('docs/ci.md').matchAll(/^\| `([a-z-]+)` \| (?:`(.*?)`)? ?\| /gm)];
    expect(rows.map(([, name, value = '']) => [name, value])).toEqual(
      Object.entries(inputs).map(([name, { default: value }]) => [name, value]),
    );
    const workflow = parse(blocks('docs/ci.md', 'yaml', 'runs-on')[0]!);
    const used = workflow.jobs.check.steps.at(-1);
    expect(used.uses).toBe(`meshward/meshward/${PATH.replace('/action.yml', '')}@v${version}`);
    for (const name of Object.keys(used.with)) expect(inputs).toHaveProperty(name);
    expect(inputs.version!.default).toBe(version);
  });
});

describe('pre-commit', () => {
  const hooks = parse(textOf('.pre-commit-hooks.yaml')) as {
    id: string;
    entry: string;
    args: string[];
    files: string;
  }[];

  test('has hooks that the page names, of this version', () => {
    const config = parse(blocks('docs/ci.md', 'yaml', '.pre-commit-config.yaml')[0]!);
    expect(config.repos[0].rev).toBe(`v${version}`);
    for (const { id } of config.repos[0].hooks) expect(hooks.map((hook) => hook.id)).toContain(id);
    for (const { entry, id } of hooks) {
      expect(entry).toBe(`npx --yes meshward@${version} check`);
      expect(textOf('docs/ci.md')).toContain(`\`${id}\``);
    }
  });

  test('run as they say', async () => {
    const made = cli.folder({ 'wrong.yaml': rootSelector() });
    for (const words of [
      ['init', '-q'],
      ['add', '-A'],
      ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x'],
    ]) {
      expect(spawnSync('git', words, { cwd: made.path }).status).toBe(0);
    }
    const [changed, all] = hooks.map(({ args }) => cli.run(['check', ...args], { cwd: made.path }));
    expect((await changed!).code).toBe(0);
    expect((await all!).code).toBe(1);
    made.write('wrong.yaml', `# changed\n${rootSelector()}`);
    expect((await cli.run(['check', ...hooks[0]!.args], { cwd: made.path })).code).toBe(1);
  });

  test('look at what is looked at', () => {
    const looks = (name: string) => hooks.map(({ files }) => new RegExp(files).test(name));
    expect(looks('deploy/a.yaml')).toEqual([true, true]);
    expect(looks('README.md')).toEqual([false, false]);
  });
});

describe('docs/library.md', () => {
  test('its example runs as it stands, and every name in its table is exported', async () => {
    const library = await import('../../server/src/entry/lib');
    const [example] = blocks('docs/library.md', 'ts');
    const names = [...textOf('docs/library.md').matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) =>
      [...cell!.matchAll(/`(\w+)`/g)].map(([, name]) => name!),
    );
    expect(names.sort()).toEqual(Object.keys(library).sort());
    const printed: string[] = [];
    const script = example!.replace(/^import \{(.*)\} from 'meshward';/m, 'const {$1} = library;');
    new Function('library', 'console', 'namespaceText', 'policyText', script)(
      library,
      { log: (line: string) => printed.push(line) },
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: user1}\n',
      rootSelector(),
    );
    expect(printed).toContainEqual(expect.stringMatching(/^7:3 error .* \[root-selector-ignored\]$/));
  });
});
