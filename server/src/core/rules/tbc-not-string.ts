import { burstCapacityEntries } from '../model/burst-capacity';
import { quoteScalar } from '../yaml/edit-yaml';
import { isScalar } from '../yaml/node';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'tbc-not-string',
  severity: 'error',
  summary: 'the target burst capacity annotation is a number, but annotations are strings',
  sources: ['Kubernetes ObjectMeta.annotations: map[string]string; the API server refuses a number'],
  peers: ['CRD schema', 'kubectl apply, against a cluster'],
  on: ['InferenceService'],
  check(resource, context) {
    for (const { key, value } of burstCapacityEntries(resource)) {
      if (!isScalar(value) || value.unknown || (typeof value.value !== 'number' && typeof value.value !== 'boolean'))
        continue;
      context.report({
        at: value,
        message: {
          what: `${key.text} is ${typeof value.value === 'number' ? 'a number' : 'true or false'} here`,
          why: 'annotations are strings, so the API server refuses the whole object',
          todo: `Write it in quotes: "${value.text}"`,
        },
        fixes: value.alias ? [] : [fixIn(resource, 'Put it in quotes', () => quoteScalar(value))],
      });
    }
  },
});
