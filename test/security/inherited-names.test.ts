/** Names that every JavaScript object inherits, wherever a manifest has a key or a value: no table of ours may find them. */
import { expect, test } from 'vitest';
import { RULES, Workspace } from '../../server/src/core';
import { isMap, isScalar, isSeq, type ScalarNode, type YamlNode } from '../../server/src/core/yaml/node';
import { hoverAt } from '../../server/src/ide/hover';
import { repositoryFiles, repositoryText } from '../support/repository';
import { readRulePage } from '../support/rule-page';

const INHERITED = ['constructor', '__proto__', 'toString'];
const URI = 'file:///w/a.yaml';

/** Where scalars stand, by what tells one place from another: kind, path, and whether it is a key. */
function scalarsOf(root: YamlNode | undefined): Map<string, ScalarNode> {
  const found = new Map<string, ScalarNode>();
  const pending: [YamlNode | undefined, string][] = [[root, '']];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [node, path] = next;
    if (!node || node.alias) continue;
    if (isScalar(node)) found.set(path, node);
    if (isSeq(node)) for (const item of node.items) pending.push([item, `${path}[]`]);
    if (!isMap(node)) continue;
    for (const { key, value, merged } of node.entries) {
      if (merged) continue;
      found.set(`${path}.${key.text} key`, key);
      pending.push([value, `${path}.${key.text}`]);
    }
  }
  return found;
}

test('no rule and no hover stumbles over them', () => {
  const failures: string[] = [];
  const workspace = new Workspace({
    roots: ['file:///w/'],
    rules: RULES,
    onRuleError: (rule, error) => failures.push(`${rule}: ${String(error)}`),
  });
  const seen = new Set<string>();
  const texts = repositoryFiles()
    .filter((path) => /^docs\/rules\/[a-z0-9-]+\.md$/.test(path))
    .flatMap((path) => readRulePage(repositoryText(path)!))
    .flatMap(({ files }) => [...files.values()]);
  for (const text of texts) {
    workspace.update(new Map([[URI, { text }]]));
    for (const { document, start } of workspace.snapshot.files.get(URI)!.documents) {
      const kind = /^kind: (\w+)$/m.exec(document.text)?.[1];
      for (const [path, { span }] of scalarsOf(document.yaml.root)) {
        if (seen.has(`${kind} ${path}`)) continue;
        seen.add(`${kind} ${path}`);
        const name = INHERITED[seen.size % INHERITED.length]!;
        const changed = text.slice(0, start + span.start) + name + text.slice(start + span.end);
        workspace.update(new Map([[URI, { text: changed }]]));
        const file = workspace.snapshot.files.get(URI)!;
        try {
          hoverAt(workspace.snapshot, file, start + span.start + 1, workspace.findings(URI));
        } catch (error) {
          failures.push(`hover: ${String(error)}`);
        }
        if (failures.length > 0) expect.fail(`${failures.join('\n')}\n${changed}`);
      }
    }
  }
  expect(seen.size).toBeGreaterThan(500);
});
