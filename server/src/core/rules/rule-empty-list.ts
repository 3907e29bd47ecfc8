import { readAuthorizationPolicy } from '../model/authorization-policy';
import { isBroken } from '../model/workload';
import { entriesOf, entryOf, isMap, isNull, isSeq, isUnknown, itemsOf, type YamlNode } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

const PARTS = [
  { list: 'from', inner: 'source' },
  { list: 'to', inner: 'operation' },
] as const;

export default defineRule({
  id: 'rule-empty-list',
  severity: 'error',
  summary: 'a rule has an empty source or operation, or an empty from, to or when',
  sources: [
    'istio pkg/config/validation/validation.go ValidateAuthorizationPolicy: from.source and to.operation must not be nil or empty',
    'seen with a real Envoy: an empty or null from, to or when is dropped, so it matches everything',
  ],
  peers: ['IST0106'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    if (isBroken(resource)) return;
    const { rules, action } = resource.read(readAuthorizationPolicy);
    const effect = action === 'DENY' ? 'denies' : action === 'ALLOW' ? 'allows' : 'matches';
    for (const { node } of rules) {
      if (isNull(node)) {
        context.report({
          at: node,
          message: {
            what: 'This rule is empty',
            why: 'the API server takes no null in the list of rules, and refuses the policy',
            todo: `Write {} for a rule that ${effect} everything, or remove the item`,
          },
        });
        continue;
      }
      for (const key of ['from', 'to', 'when']) {
        const entry = entryOf(node, key);
        if (!entry || !(isNull(entry.value) || isEmptyList(entry.value))) continue;
        context.report({
          at: entry.key,
          severity: 'warning',
          message: {
            what: `${key} is empty here`,
            why: `Istio reads the rule as if ${key} were not there, so it ${effect} more than a reader expects`,
            todo: `Fill ${key}, or remove it`,
          },
          fixes: removeKeyFix(resource, node, key, `Remove ${key}`, true),
        });
      }
      for (const { list, inner } of PARTS) {
        for (const item of itemsOf(entryOf(node, list)?.value)) {
          const at = emptyPart(item, inner);
          if (!at) continue;
          context.report({
            at,
            message: {
              what: `This ${inner} has nothing to match`,
              why: 'Istio refuses the policy',
              todo: `Add a field, or remove the item; a rule without ${list} takes every ${inner}`,
            },
          });
        }
      }
    }
  },
});

const isEmptyList = (node: YamlNode): boolean => isSeq(node) && node.items.length === 0 && !node.open;

/** The node to mark when an item has no source (or operation), or one without any value. */
function emptyPart(item: YamlNode, inner: string): YamlNode | undefined {
  if (!isMap(item) || isUnknown(item)) return undefined;
  const part = entryOf(item, inner);
  // Fields one level too high are the schema's to report.
  if (!part) return item.entries.length === 0 ? item : undefined;
  if (isNull(part.value)) return item.entries.length > 1 ? undefined : part.key;
  if (!isMap(part.value) || isUnknown(part.value)) return undefined;
  return entriesOf(part.value).every((entry) => isNull(entry.value) || isEmptyList(entry.value)) ? part.key : undefined;
}
