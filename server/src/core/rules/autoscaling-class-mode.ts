import { runsOnKnative } from '../model/burst-capacity';
import { readComponents } from '../model/inference-components';
import { kserveConfigMaps } from '../model/kserve-config';
import { entryOf, isScalar, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { fixIn } from './fix';

const KEY = 'autoscaling.knative.dev/class';

export default defineRule({
  id: 'autoscaling-class-mode',
  severity: 'warning',
  summary: 'a model scaled by HPA asks to scale to zero, which only the autoscaler of Knative does',
  sources: [
    'knative serving pkg/reconciler/autoscaling/hpa/hpa.go: HPA keeps the revision in Serve state and never scales to zero',
  ],
  peers: [],
  on: ['InferenceService'],
  reads: ['ConfigMap'],
  check(resource, context) {
    const own = entryOf(resource.at('metadata', 'annotations'), KEY)?.value;
    for (const { node } of resource.read(readComponents)) {
      const value = stringOf(entryOf(entryOf(node, 'annotations')?.value, KEY)?.value ?? own);
      const min = entryOf(node, 'minReplicas')?.value;
      if (!value?.startsWith('hpa.') || !isScalar(min) || min.value !== 0) continue;
      if (!runsOnKnative(resource, context.platform, () => context.derive(kserveConfigMaps))) continue;
      context.report({
        at: min,
        message: {
          what: `minReplicas: 0 does not go with the class ${value}`,
          why: 'HPA keeps one pod at least, so the model never scales to zero; the activator is not on its path either',
          todo: 'Write 1, or remove the class to scale by requests',
        },
        fixes: min.alias
          ? []
          : [fixIn(resource, 'Set minReplicas to 1', () => ({ span: min.span, newText: '1' }), false)],
      });
    }
  },
});
