/** How much work a keystroke costs, counted: the counts do not depend on the machine. */
import { expect, test } from 'vitest';
import { namespace, rootSelector, spiffePolicy } from '../support/manifests';
import { TestClient } from './support/client';

for (const pull of [true, false]) {
  test(`a keystroke in a file of 20,000 lines parses one document (${pull ? 'pulled' : 'pushed'})`, async () => {
    const documents = Array.from({ length: 2_200 }, (_, i) =>
      i % 2 === 0 ? spiffePolicy(`auth-${i}`).replace('namespace: models', `namespace: n${i}`) : namespace(`n${i}`),
    );
    const text = documents.join('---\n');
    expect(text.split('\n').length).toBeGreaterThan(20_000);
    const uri = 'file:///w/big.yaml';
    const client = await TestClient.start({ pull });
    await client.open(uri, text);
    const ask = async () => (pull ? void (await client.pull(uri)) : void (await client.statistics()));
    await ask();
    const before = await client.statistics();
    expect(before.documentsParsed).toBe(documents.length);
    await client.type(uri, 'app: auth-800', 'app: auth-80');
    await ask();
    const after = await client.statistics();
    expect(after.documentsParsed - before.documentsParsed).toBe(1);
    expect(after.rulesRun - before.rulesRun).toBeLessThan(100);
    await client.stop();
  });
}

test('keystrokes that arrive together are taken in together', async () => {
  const uri = 'file:///w/auth.yaml';
  const client = await TestClient.start({ pull: true });
  await client.open(uri, rootSelector());
  await client.pull(uri);
  const before = await client.statistics();
  client.burst(
    'textDocument/didChange',
    Array.from({ length: 20 }, (_, i) => ({
      textDocument: { uri, version: i + 2 },
      contentChanges: [{ text: rootSelector(`name-${i}`) }],
    })),
  );
  await client.pull(uri);
  expect((await client.statistics()).documentsParsed - before.documentsParsed).toBe(1);
  await client.stop();
});
