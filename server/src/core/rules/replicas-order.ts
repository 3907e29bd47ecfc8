import { readComponents } from '../model/inference-components';
import { likelyCulprit } from '../model/patched';
import { replaceScalar } from '../yaml/edit-yaml';
import { entryOf, isScalar, isUnknown, type ScalarNode, type YamlNode } from '../yaml/node';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'replicas-order',
  severity: 'error',
  summary: 'minReplicas is larger than maxReplicas, or one of them is negative',
  sources: [
    'kserve pkg/apis/serving/v1beta1/component.go validateReplicas: minReplicas is 1 unless set, maxReplicas 0 means no limit',
  ],
  peers: ['KServe webhook, in a cluster'],
  on: ['InferenceService'],
  check(resource, context) {
    for (const { node, name } of resource.read(readComponents)) {
      if (isUnknown(node)) continue;
      const min = entryOf(node, 'minReplicas');
      const max = entryOf(node, 'maxReplicas');
      const negative = [min, max].find((each) => (numberOf(each?.value) ?? 0) < 0);
      if (negative && isScalar(negative.value)) {
        context.report({
          at: negative.value,
          message: {
            what: `${negative.key.text} may not be negative`,
            why: 'KServe refuses the object',
            todo: negative === max ? 'Write 0 for no limit' : 'Write 0 to scale to zero, or more',
          },
          fixes: negative.value.alias ? [] : [fixIn(resource, 'Write 0', replacing(negative.value, 0), false)],
        });
        continue;
      }
      if (!max || isUnknown(max.value) || (min && numberOf(min.value) === undefined)) continue;
      const most = numberOf(max.value);
      const least = numberOf(min?.value) ?? 1;
      if (!most || least <= most || !isScalar(max.value)) continue;
      const high = max.value;
      const low = min && isScalar(min.value) ? min.value : undefined;
      context.report({
        at: low ? likelyCulprit(low, high) : high,
        message: {
          what: `The ${name} asks for at least ${least} replicas and at most ${most}`,
          why: 'KServe refuses the object',
          todo: 'Correct one of the two',
        },
        fixes:
          low && !low.alias && !high.alias
            ? [
                fixIn(resource, 'Swap the two', () => [replacing(low, most)(), replacing(high, least)()], false),
                fixIn(resource, `Set maxReplicas to ${least}`, replacing(high, least), false),
              ]
            : [],
      });
    }
  },
});

const numberOf = (node: YamlNode | undefined): number | undefined =>
  isScalar(node) && typeof node.value === 'number' ? node.value : undefined;

const replacing = (node: ScalarNode, value: number) => () => ({ ...replaceScalar(node, 'x'), newText: String(value) });
