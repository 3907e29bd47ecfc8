/** What is composed of each fixture equals what the real kustomize made of it (scripts/kustomize-fixtures.mts). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { kustomizeComposer } from '../../server/src/core/kustomize/composer';
import { kindOf, splitApiVersion } from '../../server/src/core/model/kinds';
import { SourceFile } from '../../server/src/core/model/source-file';
import { toValue } from '../../server/src/core/yaml/node';
import { REPOSITORY } from '../support/repository';

const FIXTURES = join(REPOSITORY, 'test/kustomize/fixtures');
const ROOT = 'file:///w/';

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

const keyOf = ({ apiVersion, kind, metadata }: KubernetesObject): string =>
  `${apiVersion} ${kind} ${metadata.namespace ?? ''} ${metadata.name}`;

const byKey = (objects: readonly KubernetesObject[]) =>
  Object.fromEntries(
    objects
      .map((object) => [keyOf(object), JSON.parse(JSON.stringify(object))] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

function composed(name: string) {
  const folder = join(FIXTURES, name);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path !== 'expected.yaml' && /\.(?:ya?ml|json)$|Kustomization$/.test(path))
    .map((path) => SourceFile.open(ROOT + path, readFileSync(join(folder, path), 'utf8')));
  const byUri = new Map(files.map((file) => [file.uri, file]));
  return kustomizeComposer.compose({ files: byUri, listed: [ROOT] });
}

const names = readdirSync(FIXTURES).sort();

test('there are enough fixtures to cover what kustomize does', () => expect(names.length).toBeGreaterThanOrEqual(40));

describe.each(names)('%s', (name) => {
  const { bundles, problems } = composed(name);

  test('equals kustomize', () => {
    const documents = parseAllDocuments(readFileSync(join(FIXTURES, name, 'expected.yaml'), 'utf8'), {
      version: '1.1',
    });
    const expected = documents
      .map((document) => document.toJS() as KubernetesObject)
      .filter(({ apiVersion, kind }) => kindOf(splitApiVersion(apiVersion).group, kind));
    expect(bundles).toHaveLength(1);
    const mine = bundles[0]!.resources.map((resource) => toValue(resource.root) as KubernetesObject);
    expect(byKey(mine)).toEqual(byKey(expected));
    expect(expected.length).toBeGreaterThan(0);
  });

  test('has no problem to report', () => expect([...problems.values()].flat()).toEqual([]));
});
