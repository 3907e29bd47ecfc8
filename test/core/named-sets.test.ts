/** What is judged together where folders do not tell: `meshward.sets`, Argo CD Applications and Flux Kustomizations. */
import { describe, expect, test } from 'vitest';
import { SourceFile } from '../../server/src/core/model/source-file';
import { DEFAULT_PLATFORM } from '../../server/src/core/platform/platform';
import { PROJECT_COMPOSER } from '../../server/src/core/workspace/project-composer';
import { Snapshot } from '../../server/src/core/workspace/snapshot';
import { readRc } from '../../server/src/files/rc-file';
import { namedSets, readSets } from '../../server/src/files/sets';

const ROOT = 'file:///w/';
const namespace = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
const kustomization = (...resources: string[]) => `resources: [${resources.join(', ')}]\n`;
const application = (
  name: string,
  path: string,
  extra = '',
  server = 'https://kubernetes.default.svc',
) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source:
    repoURL: https://example.com/repo.git
    path: ${path}
${extra}  destination: {server: ${server}, namespace: x}
`;
const flux = (name: string, path: string, extra = '') => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec:
  interval: 1h
  prune: true
  path: ${path}
  sourceRef: {kind: GitRepository, name: flux-system}
${extra}`;

function snapshotOf(files: Record<string, string>, given: unknown = []) {
  const sources = Object.entries(files).map(([name, text]) => SourceFile.open(ROOT + name, text));
  const named = namedSets(
    readSets(given, (path, why) => {
      throw new Error(`${path.join('.')} ${why}`);
    }),
    [ROOT],
  );
  return Snapshot.of(sources, { roots: [ROOT], platform: DEFAULT_PLATFORM, composer: PROJECT_COMPOSER, named });
}

const described = (snapshot: Snapshot) =>
  snapshot.sets.map(({ id, name, bundles }) => {
    const short = (uri: string) => uri.replace(ROOT, '');
    return `${name ?? (short(id) || '.')}: ${[...bundles].map(short).join(' ')}`;
  });

const sets = (files: Record<string, string>, given?: unknown) => described(snapshotOf(files, given));

describe('meshward.sets', () => {
  const FILES = {
    'eu/gateway/a.yaml': namespace('gateway'),
    'us/gateway/a.yaml': namespace('gateway'),
    'teams/eu/models.yaml': namespace('models'),
    'teams/us/models.yaml': namespace('models'),
    'common/mesh.yaml': namespace('mesh'),
    'tools/x.yaml': namespace('x'),
  };

  test('joins folders that are applied together; the rest is arranged by folders', () => {
    expect(
      sets(FILES, [
        { name: 'europe', include: ['eu', 'teams/eu/**', './common/'] },
        { name: 'america', include: ['{us,teams/us}', 'common/*.yaml'], exclude: ['**/gateway'] },
      ]),
    ).toEqual([
      'us/gateway/a.yaml tools/x.yaml'.split(' ').sort().join(' ').replace(/^/, '.: '),
      'america: common/mesh.yaml teams/us/models.yaml',
      'europe: common/mesh.yaml eu/gateway/a.yaml teams/eu/models.yaml',
    ]);
  });

  test('takes kustomizations by their file, and a set that matches nothing is none', () => {
    expect(
      sets(
        {
          'base/kustomization.yaml': kustomization('ns.yaml'),
          'base/ns.yaml': namespace('a'),
          'prod/kustomization.yaml': kustomization('../base'),
          'dev/kustomization.yaml': kustomization('../base'),
          'infra/x.yaml': namespace('x'),
        },
        [
          { name: 'prod', include: ['prod', 'infra'] },
          { name: 'none', include: ['nowhere'] },
        ],
      ),
    ).toEqual(['.: dev/kustomization.yaml', 'prod: infra/x.yaml prod/kustomization.yaml']);
  });

  test('objects of a named set meet although their folders define one object each', () => {
    const snapshot = snapshotOf(FILES, [{ name: 'all', include: ['.'] }]);
    expect(described(snapshot)).toEqual([`all: ${Object.keys(FILES).sort().join(' ')}`]);
  });
});

describe('bad values are told where they stand', () => {
  const told = (yaml: string) =>
    readRc({ text: yaml }).problems.map(({ start, message }) => `${start.line}:${start.character} ${message}`);
  const CASES: [string, string][] = [
    ['sets: production\n', '0:0 sets has to be a list of sets'],
    ['sets:\n  - production\n', '1:4 sets.0 has to be a map with name and include'],
    ['sets:\n  - include: [a]\n', '1:4 sets.0 needs a name'],
    ['sets:\n  - name: a\n', '1:4 sets.0 needs include'],
    ['sets:\n  - name: a\n    include: b\n', '2:4 sets.0.include has to be a list'],
    ['sets:\n  - name: a\n    include: []\n', '2:4 sets.0.include is empty'],
    ['sets:\n  - name: a\n    include: [x, ../b]\n', '2:17 sets.0.include.1 (../b) has to lie below the folder'],
    ['sets:\n  - name: a\n    include: [/b]\n', '2:14 sets.0.include.0 (/b) has to lie below the folder'],
    [
      'sets:\n  - name: a\n    include: [b]\n    exlude: [c]\n',
      '3:4 sets.0.exlude is nothing that a set has (did you mean exclude?)',
    ],
    ['sets:\n  - {name: a, include: [b]}\n  - {name: a, include: [c]}\n', '2:5 sets.1.name (a) is taken'],
  ];
  for (const [yaml, message] of CASES) {
    test(message, () => {
      expect(told(yaml)).toEqual([expect.stringContaining(message)]);
    });
  }
});

const REPOSITORY = {
  'apps/base/ns.yaml': namespace('models'),
  'apps/base/kustomization.yaml': kustomization('ns.yaml'),
  'apps/production/kustomization.yaml': kustomization('../base'),
  'apps/staging/kustomization.yaml': kustomization('../base'),
  'infrastructure/production/mesh.yaml': namespace('mesh'),
  'infrastructure/staging/mesh.yaml': namespace('mesh'),
  'shared/x.yaml': namespace('x'),
};
const APART = [
  'apps/production/: apps/production/kustomization.yaml shared/x.yaml',
  'apps/staging/: apps/staging/kustomization.yaml shared/x.yaml',
  'infrastructure/production/: infrastructure/production/mesh.yaml shared/x.yaml',
  'infrastructure/staging/: infrastructure/staging/mesh.yaml shared/x.yaml',
];
const TOGETHER = (...more: string[]) => [
  `apps/production + infrastructure/production: ${['apps/production/kustomization.yaml', 'infrastructure/production/mesh.yaml', 'shared/x.yaml', ...more].sort().join(' ')}`,
  `apps/staging + infrastructure/staging: ${['apps/staging/kustomization.yaml', 'infrastructure/staging/mesh.yaml', 'shared/x.yaml', ...more].sort().join(' ')}`,
];

describe('what one cluster gets is one set', () => {
  test('without a word about clusters, folders that define one object are apart', () => {
    expect(sets(REPOSITORY)).toEqual(APART);
  });

  test('Flux: by the folder of the cluster', () => {
    const clusters = (stage: string) => ({
      [`clusters/${stage}/infrastructure.yaml`]: flux('infrastructure', `./infrastructure/${stage}`),
      [`clusters/${stage}/apps.yaml`]: flux('apps', `./apps/${stage}`),
    });
    const files = { ...REPOSITORY, ...clusters('production'), ...clusters('staging') };
    const own = Object.keys(files).filter((name) => name.startsWith('clusters/'));
    expect(sets(files)).toEqual(TOGETHER(...own));
  });

  test('Argo CD: by the destination, in one file or in many', () => {
    const files = {
      ...REPOSITORY,
      'argocd.yaml': [
        application('a', 'apps/production'),
        application('b', 'infrastructure/production/', '', 'in-cluster'),
        application('c', 'apps/staging', '', 'https://staging'),
        application('d', './infrastructure/staging', '', 'https://staging'),
      ].join('---\n'),
    };
    expect(
      sets({ ...files, 'argocd.yaml': files['argocd.yaml'].replace('server: in-cluster', 'name: in-cluster') }),
    ).toEqual(TOGETHER('argocd.yaml'));
  });

  test('Argo CD: several sources, and folders below one only where it says so', () => {
    const sources = (recurse: boolean) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: a}
spec:
  sources:
    - {repoURL: r, path: apps/production}
    - {repoURL: r, path: infrastructure/production, directory: {recurse: ${recurse}}}
  destination: {server: s}
---
${application('b', 'apps/none')}`;
    const { 'infrastructure/production/mesh.yaml': mesh, ...rest } = REPOSITORY;
    const files = { ...rest, 'infrastructure/production/eu/mesh.yaml': mesh };
    const roots = (recurse: boolean) =>
      sets({ ...files, 'argocd.yaml': sources(recurse) }).map((set) => set.split(':')[0]);
    expect(roots(true)).toContain('apps/production + infrastructure/production');
    expect(roots(false)).not.toContain('apps/production + infrastructure/production');
  });
});

describe('folders stay apart where that is not certain', () => {
  const CASES: [string, Record<string, string>][] = [
    [
      'the same object would come twice to one cluster',
      { 'a.yaml': `${flux('a', './apps/production')}---\n${flux('b', './apps/staging')}` },
    ],
    [
      'the path is a template',
      { 'a.yaml': `${flux('a', './apps/${stage}')}---\n${flux('b', './infrastructure/production')}` },
    ],
    [
      'the path leads out of the repository',
      { 'a.yaml': `${flux('a', '../apps/production')}---\n${flux('b', './infrastructure/production')}` },
    ],
    [
      'there is no such folder',
      { 'a.yaml': `${flux('a', './apps/prod')}---\n${flux('b', './infrastructure/production')}` },
    ],
    [
      'another namespace is given to all objects',
      {
        'a.yaml': `${flux('a', './apps/production', '  targetNamespace: y\n')}---\n${flux('b', './infrastructure/production')}`,
      },
    ],
    [
      'files are picked out of the folder',
      {
        'a.yaml':
          application('a', 'infrastructure/production', "    directory: {include: 'x*'}\n") +
          '---\n' +
          application('b', 'apps/production'),
      },
    ],
    [
      'the clusters differ',
      {
        'a.yaml':
          application('a', 'infrastructure/production') +
          '---\n' +
          application('b', 'apps/production', '', 'https://other'),
      },
    ],
    [
      'nobody knows the cluster',
      {
        'a.yaml':
          application('a', 'infrastructure/production', '', '{{server}}') +
          '---\n' +
          application('b', 'apps/production', '', '{{server}}'),
      },
    ],
  ];
  for (const [why, files] of CASES) {
    test(why, () => {
      expect(sets({ ...REPOSITORY, ...files }).map((set) => set.replace('a.yaml ', ''))).toEqual(APART);
    });
  }
});

test('an edit of an Application arranges the sets anew, as opening the files afresh does', () => {
  const files: Record<string, string> = {
    ...REPOSITORY,
    'argocd.yaml': `${application('a', 'apps/production')}---\n${application('b', 'apps/other')}`,
  };
  const before = snapshotOf(files);
  files['argocd.yaml'] = files['argocd.yaml']!.replace('apps/other', 'infrastructure/production');
  const file = before.files.get(`${ROOT}argocd.yaml`)!.withText(files['argocd.yaml']);
  const after = before.with(new Map([[file.uri, file]])).snapshot;
  expect(described(before)).not.toEqual(described(after));
  expect(described(after)).toEqual(sets(files));
  const gone = after.with(new Map([[file.uri, undefined]])).snapshot;
  expect(described(gone)).toEqual(APART);
});
