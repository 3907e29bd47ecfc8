import { knownMode } from '../model/deployment-mode';
import { readComponents } from '../model/inference-components';
import { kserveConfigMaps } from '../model/kserve-config';
import { entryOf, isMap } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'deployment-strategy-mode',
  severity: 'error',
  summary: 'deploymentStrategy is set outside Standard mode, where KServe refuses it',
  sources: [
    'kserve pkg/apis/serving/v1beta1/inference_service_validation.go validateScalingKPACompExtension: only Standard mode has Deployments of its own',
  ],
  peers: ['KServe webhook, in a cluster'],
  on: ['InferenceService'],
  reads: ['ConfigMap'],
  check(resource, context) {
    for (const { node } of resource.read(readComponents)) {
      const strategy = entryOf(node, 'deploymentStrategy');
      if (!strategy || !isMap(strategy.value)) continue;
      const known = knownMode(resource, context.platform, () => context.derive(kserveConfigMaps));
      if (known?.mode !== 'Knative') continue;
      context.report({
        at: strategy.key,
        severity: known.from === 'default' ? 'warning' : undefined,
        message: {
          what: 'deploymentStrategy is for Standard mode only',
          why: `KServe refuses the object in Knative mode${known.from === 'default' ? ', which is taken to be the default' : ''}: revisions replace each other by traffic`,
          todo: 'Remove it, or set the annotation serving.kserve.io/deploymentMode to Standard',
        },
        fixes: removeKeyFix(resource, node, 'deploymentStrategy', 'Remove deploymentStrategy'),
      });
    }
  },
});
