/** Which files of a folder are read for kustomize's sake. */
import { expect, test } from 'vitest';
import { isManifestName, mayHoldManifests } from '../../server/src/files/workspace-files';

test.each([
  ['Kustomization', true],
  ['file:///w/base/Kustomization', true],
  ['file:///w/MyKustomization', false],
  ['kustomization.yml', true],
  ['README.md', false],
])('%s', (name, expected) => expect(isManifestName(name)).toBe(expected));

test.each([
  ['a JSON patch', 'patch.yaml', '- op: replace\n  path: /spec\n  value: {}\n', true],
  ['one in JSON', 'patch.json', '[{"path": "/a", "op": "remove"}]', true],
  ['a replacement', 'r.yaml', 'source: {}\ntargets:\n  - fieldPaths: [a]\n', true],
  ['a kustomization without apiVersion', 'base/Kustomization', 'resources: []\n', true],
  ['some other YAML', 'ci.yaml', 'steps:\n  - operation: x\n    path: y\n', false],
])('%s', (_, name, text, expected) => expect(mayHoldManifests(`file:///w/${name}`, text)).toBe(expected));
