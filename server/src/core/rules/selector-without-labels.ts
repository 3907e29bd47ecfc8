import { readSelector } from '../model/selector';
import { at, entryOf, isUnknown } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'selector-without-labels',
  severity: 'warning',
  summary: 'a selector without labels takes every pod of the namespace',
  sources: [
    'istio pkg/config/validation/validation.go validateWorkloadSelector warns; seen with a real Envoy: it selects all',
  ],
  peers: ['IST0133'],
  on: ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'],
  check(resource, context) {
    const selector = readSelector(resource.at('spec'));
    const { node } = selector;
    if (node?.kind !== 'map' || selector.unknown || selector.labels.size > 0) return;
    const matchLabels = at(node, 'matchLabels');
    if (matchLabels?.kind === 'map' && matchLabels.entries.length > 0) return;
    // Fields that Istio's selector does not have (matchExpressions) are another fault.
    if (isUnknown(node) || node.entries.some((entry) => entry.key.text !== 'matchLabels')) return;
    const root = context.namespaceOf(resource) === context.platform.rootNamespace;
    context.report({
      at: entryOf(resource.at('spec'), 'selector')?.key ?? node,
      message: {
        what: 'This selector has no labels',
        why: `it selects every workload of ${root ? 'the mesh' : 'the namespace'}, which a reader may not expect`,
        todo: 'Add the labels of the pods that are meant, or remove the selector',
      },
      fixes: removeKeyFix(resource, resource.at('spec'), 'selector', 'Remove the selector', true),
    });
  },
});
