import { ANNOTATED_KINDS, istioAnnotations } from '../model/istio-annotations';
import { isBroken } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'istio-annotation-deprecated',
  severity: 'information',
  summary: 'an annotation that Istio will drop',
  sources: ['istio-api annotation/annotations.yaml: those marked as deprecated'],
  peers: ['IST0135'],
  on: [...ANNOTATED_KINDS],
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const { entry, known } of istioAnnotations(resource)) {
      if (!known?.deprecated) continue;
      const stats = /stat/i.test(entry.key.text);
      context.report({
        at: entry.key,
        message: {
          what: `The annotation ${entry.key.text} is deprecated`,
          why: 'a later Istio drops it without a word',
          todo: stats
            ? 'Use proxyStatsMatcher or extraStatTags in proxy.istio.io/config, or a Telemetry'
            : 'Look up its successor, or remove it',
        },
      });
    }
  },
});
