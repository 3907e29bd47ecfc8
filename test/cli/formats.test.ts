import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';
import { describe, expect, test } from 'vitest';
import { rootSelector, spiffePolicy } from '../support/manifests';
import { cliTest } from './support/cli-test';

const cli = cliTest();
const { folder } = cli;

const run = (cwd: string, format: string, ...words: string[]) =>
  cli.run(['check', '.', '--format', format, ...words], { cwd, env: { GITHUB_WORKSPACE: '' } });

/** A name that XML, URIs and workflow commands each have trouble with. */
const ODD = 'a & b,%<1>#.yaml';

describe('sarif', () => {
  const packageFolder = dirname(createRequire(import.meta.url).resolve('@microsoft/jest-sarif/package.json'));
  // The published schema is of JSON Schema draft 4, and uses nothing of it that later drafts read differently but the name of `id`.
  const {
    $schema: _,
    id: __,
    ...schema
  } = JSON.parse(readFileSync(join(packageFolder, 'lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'));
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true, unicodeRegExp: false }));
  const validate = ajv.compile(schema);
  const valid = (stdout: string): Log => {
    const log = JSON.parse(stdout) as Log;
    validate(log);
    expect(validate.errors ?? []).toEqual([]);
    return log;
  };

  test('is valid with findings, with none, with related places and with unreadable input', async () => {
    const { path } = folder({ [ODD]: rootSelector(), 'b.yaml': spiffePolicy('iris') });
    const { stdout, code } = await run(path, 'sarif');
    expect(code).toBe(1);
    const results = valid(stdout).runs[0]!.results!;
    expect(results.map(({ ruleId }) => ruleId)).toContain('root-selector-ignored');
    valid((await run(path, 'sarif', '--exclude', '**')).stdout);
    valid((await cli.run(['check', 'examples', '--format', 'sarif'])).stdout);
    const partial = await cli.run(['check', 'missing.yaml', '--format', 'sarif'], { cwd: path });
    expect(partial.code).toBe(2);
    const [invocation] = valid(partial.stdout).runs[0]!.invocations!;
    expect(invocation!.executionSuccessful).toBe(false);
    expect(invocation!.toolExecutionNotifications![0]!.message.text).toContain('missing.yaml');
  });

  test('the schema is one that can say no', () => {
    expect(validate({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
  });

  test('says where, what and how bad, with paths as URI references', async () => {
    const { path } = folder({ [`sub/${ODD}`]: rootSelector() });
    const [result] = valid((await run(path, 'sarif')).stdout).runs[0]!.results!;
    expect(result).toMatchObject({
      ruleId: 'root-selector-ignored',
      level: 'error',
      message: { text: expect.stringContaining('Istio ignores it') },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'sub/a%20%26%20b%2C%25%3C1%3E%23.yaml', uriBaseId: '%SRCROOT%' },
            region: { startLine: 7, startColumn: 3, endLine: 7, endColumn: 11 },
          },
        },
      ],
    });
  });

  test('a finding is known again when lines above it move, and twins are told apart', async () => {
    const made = folder({ 'a.yaml': spiffePolicy('iris', true) });
    const prints = async () =>
      valid((await run(made.path, 'sarif')).stdout)
        .runs[0]!.results!.filter(({ ruleId }) => ruleId === 'principal-with-spiffe')
        .map(({ partialFingerprints }) => partialFingerprints!['meshward/v1']);
    const before = await prints();
    expect(new Set(before).size).toBe(2);
    made.write('a.yaml', `# a comment\n\n${spiffePolicy('iris', true)}`);
    expect(await prints()).toEqual(before);
    made.write('a.yaml', spiffePolicy('other', true));
    expect(await prints()).not.toEqual(before);
  });
});

describe('github', () => {
  test('each finding is a workflow command, escaped as runners expect', async () => {
    const { path } = folder({ [ODD]: rootSelector(), 'b.yaml': spiffePolicy('iris') });
    const { stdout, code } = await run(path, 'github');
    expect(code).toBe(1);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(
      /^::error file=a & b%2C%25<1>#\.yaml,line=7,endLine=7,col=3,endColumn=11,title=meshward%3A root-selector-ignored::This PeerAuthentication /,
    );
    expect(lines.find((line) => line.includes('principal-with-spiffe'))).toMatch(
      /^::error file=b\.yaml,line=13,endLine=13,col=26,endColumn=\d+,title=/,
    );
    expect(lines.at(-1)).toMatch(/^2 errors, .* in 2 files$/);
  });

  test('severities that GitHub does not have become its own', async () => {
    const { path } = folder({ 'a.yaml': rootSelector() });
    const first = async (severity: string) =>
      (await run(path, 'github', '--rule', `root-selector-ignored=${severity}`)).stdout.split(' ')[0];
    expect(await first('warning')).toBe('::warning');
    expect(await first('information')).toBe('::notice');
    expect(await first('hint')).toBe('::notice');
  });

  test('files are named from the top of the checkout, also when the step runs below it', async () => {
    const { path } = folder({ 'deploy/a.yaml': rootSelector() });
    const options = { cwd: join(path, 'deploy'), env: { GITHUB_WORKSPACE: path } };
    expect((await cli.run(['check', '.', '--format', 'github'], options)).stdout).toContain('file=deploy/a.yaml,');
    expect((await cli.run(['check', path, '--format', 'github'], options)).stdout).toContain('file=deploy/a.yaml,');
  });
});

describe('junit', () => {
  /** Elements in order, with attributes as they mean; fails on what is not well-formed. */
  function elements(xml: string): { name: string; attributes: Record<string, string>; text: string }[] {
    const open: string[] = [];
    const found: { name: string; attributes: Record<string, string>; text: string }[] = [];
    const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
    const plain = (text: string) =>
      text.replace(/&(?:(amp|lt|gt|quot|apos)|#(\d+));/g, (_, name: string, number: string) =>
        number ? String.fromCharCode(Number(number)) : { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[name]!,
      );
    const rest = body.replace(
      /<(\/?)([\w-]+)((?: [\w-]+="[^"<&]*(?:&[a-z#0-9]+;[^"<&]*)*")*)(\/?)>([^<&]*(?:&[a-z#0-9]+;[^<&]*)*)/g,
      (_, end: string, name: string, attributes: string, empty: string, text: string) => {
        if (end) expect(open.pop()).toBe(name);
        else {
          const pairs = [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, plain(value!)]);
          found.push({ name, attributes: Object.fromEntries(pairs), text: plain(text) });
          if (!empty) open.push(name);
        }
        return '';
      },
    );
    expect(rest.trim()).toBe('');
    expect(open).toEqual([]);
    return found;
  }

  test('a suite for each file, a failure for what fails the command', async () => {
    const { path } = folder({ [ODD]: rootSelector(), 'fine.yaml': 'kind: Nothing\n' });
    const [root, first, testCase, failure, second, none] = elements((await run(path, 'junit')).stdout);
    expect(root).toMatchObject({ name: 'testsuites', attributes: { tests: '2', failures: '1' } });
    expect(first).toMatchObject({ name: 'testsuite', attributes: { name: ODD, tests: '1', failures: '1' } });
    expect(testCase!.attributes).toEqual({ name: 'root-selector-ignored (7:3)', classname: ODD });
    expect(failure).toMatchObject({ name: 'failure', attributes: { type: 'error' } });
    expect(failure!.text).toContain(`${ODD}:7:3: error: This PeerAuthentication`);
    expect(second!.attributes).toMatchObject({ name: 'fine.yaml', failures: '0' });
    expect(none).toMatchObject({ name: 'testcase', attributes: { name: 'no findings' } });
  });

  test('what is weaker than --fail-on is output, not failure', async () => {
    const { path } = folder({ 'a.yaml': rootSelector() });
    const { stdout, code } = await run(path, 'junit', '--rule', 'root-selector-ignored=warning');
    expect(code).toBe(0);
    expect(elements(stdout).map(({ name }) => name)).toEqual(['testsuites', 'testsuite', 'testcase', 'system-out']);
  });

  test('characters that XML cannot write do not break it', async () => {
    const { path } = folder({ 'a.yaml': spiffePolicy('iris').replace('caller"', 'ca\\u0001l<er"') });
    const { stdout } = await run(path, 'junit');
    expect(elements(stdout).length).toBeGreaterThan(3);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0008]/);
  });
});
