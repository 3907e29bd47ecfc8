import { knownMode } from '../model/deployment-mode';
import { COMPONENT_NAMES } from '../model/inference-components';
import { kserveConfigMaps } from '../model/kserve-config';
import { entriesOf } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

const PREFIX = 'autoscaling.knative.dev/';
/** Told by annotation-not-propagated, in whatever mode. */
const SCALE = /\/(?:min|max)-?scale$/i;

export default defineRule({
  id: 'tbc-in-standard-mode',
  severity: 'warning',
  summary: "annotations for Knative's autoscaler on an InferenceService in Standard mode, where nothing reads them",
  sources: [
    'kserve: Standard mode makes Deployments and Services of its own; there is no activator and no Knative autoscaler',
  ],
  peers: [],
  on: ['InferenceService'],
  reads: ['ConfigMap'],
  check(resource, context) {
    const paths = [['metadata', 'annotations'], ...COMPONENT_NAMES.map((name) => ['spec', name, 'annotations'])];
    for (const path of paths) {
      const map = resource.at(...path);
      for (const { key } of entriesOf(map)) {
        if (key.unknown || !key.text.startsWith(PREFIX) || SCALE.test(key.text)) continue;
        const known = knownMode(resource, context.platform, () => context.derive(kserveConfigMaps));
        if (known?.mode !== 'Standard') return;
        context.report({
          at: key,
          message: {
            what: `${key.text} does nothing in Standard mode`,
            why: `${known.from === 'annotation' ? 'the deployment mode is Standard' : "the cluster's default mode is Standard"}, which has no activator and no Knative autoscaler`,
            todo: 'Remove it, or run the model in Knative mode',
          },
          fixes: removeKeyFix(resource, map, key.text, 'Remove it'),
        });
      }
    }
  },
});
