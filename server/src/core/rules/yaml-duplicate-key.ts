import { tellsFaults } from '../kustomize/kustomization';
import { removeEntry } from '../yaml/edit-yaml';
import { type Entry, isMap, type MapNode, toValue, type YamlNode } from '../yaml/node';
import { defineDocumentRule, type Fix } from './define';

export default defineDocumentRule({
  id: 'yaml-duplicate-key',
  severity: 'error',
  summary: 'a map holds the same key twice, so one of the two values is lost',
  sources: [
    'YAML 1.2.2, 3.2.1.1: the keys of a mapping are unique',
    'kustomize and Go programs on yaml.v3 refuse such a file; others keep one value without a word',
  ],
  peers: ['yamllint key-duplicates'],
  on: 'document',
  check(document, report) {
    if (!tellsFaults(document) || document.yaml.templated) return;
    for (const problem of document.yaml.problems) {
      if (problem.code !== 'DUPLICATE_KEY') continue;
      const pair = findPair(document.yaml.root, problem.span.start);
      if (!pair) continue;
      const { map, earlier, later } = pair;
      const remove = (title: string, entry: Entry, safe: boolean): Fix => ({
        title,
        safe,
        edits: () => [{ document, ...removeEntry(document.text, map, entry) }],
      });
      const same = JSON.stringify(toValue(earlier.value)) === JSON.stringify(toValue(later.value));
      report({
        at: later.key,
        message: {
          what: `The key ${later.key.text} is in this map twice`,
          why: 'some tools refuse the file, others keep one value and drop the other without a word',
          todo: 'Keep one of the two',
        },
        fixes: [
          remove('Remove this one', later, same),
          ...(same ? [] : [remove('Remove the earlier one', earlier, false)]),
        ],
        related: [{ document, span: earlier.key.span, message: 'The same key, earlier' }],
      });
    }
  },
});

function findPair(
  node: YamlNode | undefined,
  offset: number,
): { map: MapNode; earlier: Entry; later: Entry } | undefined {
  if (!node || node.kind === 'scalar' || node.alias || offset < node.span.start || offset > node.span.end)
    return undefined;
  if (isMap(node)) {
    const later = node.entries.find((entry) => !entry.merged && entry.key.span.start === offset);
    const earlier = later && node.entries.find((entry) => entry !== later && entry.key.text === later.key.text);
    if (later && earlier) return { map: node, earlier, later };
  }
  for (const child of isMap(node) ? node.entries.map((entry) => entry.value) : node.items) {
    const found = findPair(child, offset);
    if (found) return found;
  }
  return undefined;
}
