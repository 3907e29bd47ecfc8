import { at, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'dr-subset-duplicate',
  severity: 'error',
  summary: 'two subsets of a DestinationRule have the same name',
  sources: ['istio pkg/config/validation/validation.go ValidateDestinationRule: names of subsets are unique'],
  peers: ['IST0106'],
  on: ['DestinationRule'],
  check(resource, context) {
    const seen = new Map<string, YamlNode>();
    for (const subset of itemsOf(resource.at('spec', 'subsets'))) {
      const node = at(subset, 'name');
      const name = stringOf(node);
      if (!node || name === undefined) continue;
      const first = seen.get(name);
      if (!first) {
        seen.set(name, node);
        continue;
      }
      context.report({
        at: node,
        message: {
          what: `Two subsets are called ${name}`,
          why: 'Istio refuses the whole DestinationRule',
          todo: 'Give each subset a name of its own',
        },
        related: [{ document: resource.document, span: first.span, message: 'The first one' }],
      });
    }
  },
});
