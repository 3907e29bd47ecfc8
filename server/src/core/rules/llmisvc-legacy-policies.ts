import { entriesOf } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

const LEGACY = /^(?:autoscaling\.knative\.dev|serving\.knative\.dev|networking\.knative\.dev)\//;

export default defineRule({
  id: 'llmisvc-legacy-policies',
  severity: 'hint',
  summary: 'an LLMInferenceService carries Knative marks, which nothing reads: it does not run on Knative',
  sources: [
    'kserve pkg/controller/v1alpha2/llmisvc: Deployments behind a Gateway API route and an InferencePool; no Knative Service, no activator',
  ],
  peers: [],
  on: ['LLMInferenceService'],
  check(resource, context) {
    for (const place of ['annotations', 'labels'] as const) {
      const map = resource.at('metadata', place);
      for (const { key } of entriesOf(map)) {
        const mode = key.text === 'serving.kserve.io/deploymentMode';
        if (key.unknown || !(LEGACY.test(key.text) || mode)) continue;
        context.report({
          at: key,
          message: {
            what: `${key.text} means nothing to an LLMInferenceService`,
            why: 'it runs as Deployments behind the Gateway API, without Knative, activator and top-level VirtualService; policies see the gateway or the calling pod',
            todo: 'Remove it',
          },
          fixes: removeKeyFix(resource, map, key.text, 'Remove it'),
        });
      }
    }
  },
});
