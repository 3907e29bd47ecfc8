/** Kustomizations that someone wrote to do harm: an answer comes, and nothing outside of the workspace is looked at. */
import { describe, expect, test } from 'vitest';
import { kustomizeComposer } from '../../server/src/core/kustomize/composer';
import { goPattern } from '../../server/src/core/kustomize/go-pattern';
import { SourceFile } from '../../server/src/core/model/source-file';
import { analyse, ROOT } from '../support/analyse';

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "1"}\n';

class Watched extends Map<string, SourceFile> {
  readonly asked: string[] = [];

  override get(uri: string): SourceFile | undefined {
    this.asked.push(uri);
    return super.get(uri);
  }
}

test('paths out of the workspace are asked of the workspace’s own files only', () => {
  const text = `resources:
  - ../../../../etc/passwd
  - /etc/shadow
  - C:\\secrets
  - ..%2f..%2fetc
patches:
  - path: ../../../root/.ssh/id_rsa
configMapGenerator:
  - name: leak
    files: [x=../../../etc/passwd]
`;
  const files = new Watched([[`${ROOT}kustomization.yaml`, SourceFile.open(`${ROOT}kustomization.yaml`, text)]]);
  const { bundles } = kustomizeComposer.compose({ files, listed: [ROOT] });
  expect(bundles[0]!.partial).toBe(true);
  expect(files.asked.filter((uri) => /shadow|secrets/.test(uri))).toEqual([]);
  expect(files.asked.filter((uri) => uri.split('/').includes('..'))).toEqual([]);
});

test('kustomizations that all name each other', () => {
  const names = Array.from({ length: 40 }, (_, i) => `k${i}`);
  const files = new Map(
    names.map((name) => [
      `${name}/kustomization.yaml`,
      `resources: [${names.map((each) => `../${each}`).join(', ')}]\n`,
    ]),
  );
  const { findings } = analyse(files);
  expect(findings.some((finding) => finding.rule === 'kustomize-cycle')).toBe(true);
});

test('bases that double with every level', () => {
  const files = new Map([
    ['k0/kustomization.yaml', 'resources: [a.yaml]\n'],
    ['k0/a.yaml', CONFIG],
  ]);
  for (let i = 1; i <= 40; i++) {
    for (const side of ['l', 'r']) {
      files.set(`k${i}/${side}/kustomization.yaml`, `namePrefix: ${side}\nresources: [../../k${i - 1}]\n`);
    }
    files.set(`k${i}/kustomization.yaml`, 'resources: [l, r]\n');
  }
  const { analysis } = analyse(files);
  expect(analysis.snapshot.sets.length).toBeGreaterThan(0);
});

test('aliases that multiply, in a base and in a patch', () => {
  const levels = ['l0: &l0 {a: b}'];
  for (let i = 1; i < 40; i++) levels.push(`l${i}: &l${i} {x: *l${i - 1}, y: *l${i - 1}}`);
  const bomb = `${CONFIG}\n${levels.join('\n')}\n`;
  const files = new Map([
    [
      'kustomization.yaml',
      'resources: [a.yaml]\ncommonLabels: {a: b}\nimages: [{name: x, newTag: y}]\npatches: [{path: p.yaml}]\n',
    ],
    ['a.yaml', bomb],
    ['p.yaml', bomb],
  ]);
  const { findings } = analyse(files);
  expect(findings.filter((finding) => finding.rule.startsWith('kustomize-'))).toEqual([]);
});

describe('patterns of targets', () => {
  test('that make others think for ever', () => {
    const text = `${'a'.repeat(5000)}!`;
    for (const pattern of ['(a+)+', '(a|a)*', '(a|aa)+', '(.*a){12}', 'a{0,30}a{0,30}a*']) {
      expect(goPattern(pattern)?.(text), pattern).toBe(false);
    }
    expect(goPattern('((a{1,999}){1,999}){1,999}')).toBeUndefined();
    expect(goPattern('('.repeat(10_000))).toBeUndefined();
  });

  test.each([
    ['default', 'default', true],
    ['default', 'defaults', false],
    ['^def.*$', 'default', true],
    ['.*-[a-c]\\d+', 'x-b12', true],
    ['.*-[^a-c]\\d+', 'x-b12', false],
    ['a|b|cd?', 'c', true],
    ['(?:allow|deny)-(.+)', 'deny-', false],
    ['x{2,3}', 'xxx', true],
    ['x{2,3}', 'xxxx', false],
    ['a\\.b', 'axb', false],
    ['a.b', 'axb', true],
    ['\\w+?', 'abc_1', true],
    ['', '', true],
  ])('%s on %s', (pattern, text, expected) => {
    expect(goPattern(pattern)!(text)).toBe(expected);
  });

  test.each(['(?i)x', '[[:alpha:]]', '\\p{L}', 'a(', '*a', '[a'])('%s is not understood', (pattern) => {
    expect(goPattern(pattern)).toBeUndefined();
  });
});
