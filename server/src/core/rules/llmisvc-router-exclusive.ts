import { entryOf, isNull } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'llmisvc-router-exclusive',
  severity: 'error',
  summary: 'an LLMInferenceService has router.ingress beside router.gateway or router.route',
  sources: [
    'kserve pkg/apis/serving/v1alpha2 llm_inference_service_types.go RouterSpec: ingress excludes gateway and route',
  ],
  peers: ['KServe webhook, in a cluster'],
  on: ['LLMInferenceService'],
  check(resource, context) {
    const router = resource.at('spec', 'router');
    const written = (key: string) => {
      const entry = entryOf(router, key);
      return entry && !isNull(entry.value) ? entry : undefined;
    };
    const ingress = written('ingress');
    const other = written('gateway') ?? written('route');
    if (!ingress || !other) return;
    context.report({
      at: ingress.key,
      message: {
        what: `router.ingress and router.${other.key.text} exclude each other`,
        why: 'requests come in either by an Ingress or by the Gateway API, and KServe refuses both together',
        todo: 'Keep one of them',
      },
      fixes: removeKeyFix(resource, router, 'ingress', 'Remove router.ingress'),
    });
  },
});
