import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CompletionItemKind } from 'vscode-languageserver-protocol';
import { listScaffolds } from '../../server/src/core';
import { namespace } from '../support/manifests';
import { TestClient } from './support/client';

const uri = 'file:///w/new.yaml';
const names = listScaffolds().map(({ name }) => name);
let client: TestClient;

describe('snippets', () => {
  beforeEach(async () => {
    client = await TestClient.start({ snippets: true });
  });
  afterEach(() => client.stop());

  const labelsAt = async (text: string, line: number, character: number) => {
    await client.open(uri, text);
    const items = await client.complete(uri, line, character);
    return items.filter(({ kind }) => kind === CompletionItemKind.Snippet).map(({ label }) => label);
  };

  test('are offered in an empty file', async () => {
    expect(names.length).toBeGreaterThan(0);
    expect(await labelsAt('', 0, 0)).toEqual(names);
  });

  test('replace the word typed so far', async () => {
    await client.open(uri, 'names');
    const item = (await client.complete(uri, 0, 5)).find(({ kind }) => kind === CompletionItemKind.Snippet);
    expect(item).toMatchObject({
      insertTextFormat: 2,
      textEdit: { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 5 } } },
    });
    expect((item!.textEdit as { newText: string }).newText).toContain('${1');
  });

  test('are offered below a marker and a comment', async () => {
    expect(await labelsAt(`${namespace('a')}---\n# next\n\n`, 9, 0)).toEqual(names);
  });

  test('are not offered inside an object, nor for the marker itself', async () => {
    expect(await labelsAt(`${namespace('a')}me`, 6, 2)).toEqual([]);
    expect(await labelsAt('---', 0, 3)).toEqual([]);
    expect(await labelsAt('metadata:\n  ', 1, 2)).toEqual([]);
  });

  test('a lockdown is offered for a namespace with models and without a policy', async () => {
    const model = `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: iris
  namespace: models
spec:
  predictor:
    model:
      modelFormat:
        name: sklearn
`;
    expect(await labelsAt(`${model}---\n`, 11, 0)).toEqual(['lockdown for models', ...names]);
  });

  test('fragments are offered inside a document', async () => {
    const policy = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: x
  namespace: models
spec:
  rules:
    - `;
    const labels = await labelsAt(policy, 7, 6);
    expect(labels).toContain('allow-knative-probes');
    expect(labels).not.toContain('source-namespaces');
  });

  test('are not offered in JSON', async () => {
    await client.open('file:///w/new.json', '"apiVersion"', 'json');
    const items = await client.complete('file:///w/new.json', 0, 0);
    expect(items.filter(({ kind }) => kind === CompletionItemKind.Snippet)).toEqual([]);
  });
});

test('a client without tab stops gets the text with its defaults, which is a clean manifest', async () => {
  client = await TestClient.start({ pull: true });
  await client.open(uri, '');
  for (const item of await client.complete(uri, 0, 0)) {
    if (item.kind !== CompletionItemKind.Snippet) continue;
    const { newText } = item.textEdit as { newText: string };
    expect(newText).not.toMatch(/\$\{?\d/);
    await client.type(uri, client.textOf(uri), newText);
    const report = await client.pull(uri);
    expect(report.kind === 'full' && report.items.filter(({ severity }) => severity! < 3)).toEqual([]);
  }
  await client.stop();
});
