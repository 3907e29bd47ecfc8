import { COMPONENT_NAMES } from '../model/inference-components';
import { TARGET_BURST_CAPACITY } from '../model/inference-service';
import { isBroken } from '../model/workload';
import { entryOf, isUnknown, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'tbc-two-spellings',
  severity: 'warning',
  summary: 'both spellings of the target burst capacity are written, and only the hyphenated one counts',
  sources: [
    'knative serving pkg/apis/autoscaling/register.go: the keys are tried in order, target-burst-capacity first',
  ],
  peers: [],
  on: ['InferenceService', 'KnativeService'],
  check(resource, context) {
    if (isBroken(resource)) return;
    const paths =
      resource.kind === 'KnativeService'
        ? [['spec', 'template', 'metadata', 'annotations']]
        : [['metadata', 'annotations'], ...COMPONENT_NAMES.map((name) => ['spec', name, 'annotations'])];
    for (const path of paths) {
      const map = resource.at(...path);
      const [first, second] = TARGET_BURST_CAPACITY.map((key) => entryOf(map, key));
      if (!first || !second || isUnknown(first.value)) continue;
      const same = stringOf(first.value) !== undefined && stringOf(first.value) === stringOf(second.value);
      context.report({
        at: second.key,
        severity: same ? 'information' : undefined,
        message: {
          what: `This spelling is ignored beside ${first.key.text}`,
          why: same
            ? 'both say the same, and Knative reads the hyphenated one'
            : 'Knative reads the hyphenated one, and the two differ',
          todo: 'Keep the hyphenated one',
        },
        fixes: removeKeyFix(resource, map, second.key.text, `Remove ${second.key.text}`, true),
      });
    }
  },
});
