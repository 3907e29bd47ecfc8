import { readSelector } from '../model/selector';
import { at, entriesOf, isScalar } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'selector-wildcard',
  severity: 'error',
  summary: 'a workload selector holds a * or an empty key',
  sources: ['istio pkg/config/validation/validation.go validateWorkloadSelector; CRD validation rules on matchLabels'],
  peers: ['IST0106', 'CRD schema'],
  on: ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'],
  check(resource, context) {
    const { node } = readSelector(resource.at('spec'));
    for (const { key, value } of entriesOf(at(node, 'matchLabels'))) {
      if (key.unknown) continue;
      if (key.text === '') {
        context.report({
          at: key,
          message: {
            what: 'This selector has an empty label key',
            why: 'Istio refuses the policy',
            todo: 'Name the label',
          },
        });
        continue;
      }
      for (const part of [key, value]) {
        if (!isScalar(part) || part.unknown || !part.text.includes('*')) continue;
        context.report({
          at: part,
          message: {
            what: `${part.text} holds a wildcard`,
            why: 'labels are compared as they stand, and Istio refuses a selector with *',
            todo: 'Write the label in full; for every pod of the namespace leave the selector out',
          },
        });
      }
    }
  },
});
