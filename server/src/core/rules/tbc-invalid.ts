import { burstCapacityEntries } from '../model/burst-capacity';
import { replaceScalar } from '../yaml/edit-yaml';
import { isScalar, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { fixIn } from './fix';

/** What Go's ParseFloat takes, as far as anyone would write it; hexadecimal, NaN and Inf are left to Knative. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const EXOTIC = /^[+-]?(?:inf|infinity|nan|0x[\da-f._p+-]+)$/i;

export default defineRule({
  id: 'tbc-invalid',
  severity: 'error',
  summary: 'the target burst capacity is no number that Knative accepts (0 or more, or exactly -1)',
  sources: [
    'knative serving pkg/apis/autoscaling/annotation_validation.go validateFloats: a float of at least 0, or -1',
  ],
  peers: ['Knative webhook, which refuses the revision and not the InferenceService'],
  on: ['InferenceService'],
  check(resource, context) {
    for (const { key, value } of burstCapacityEntries(resource)) {
      const text = stringOf(value);
      if (text === undefined || !isScalar(value) || isValid(text)) continue;
      context.report({
        at: value,
        message: {
          what: `${text} is no target burst capacity`,
          why: `Knative takes 0, a positive number, or -1 for ${key.text}; anything else is refused only when the revision is made, so the InferenceService is accepted and never becomes ready`,
          todo: 'Write "0" to keep the activator off the path once pods are ready, or "-1" to keep it on',
        },
        fixes: value.alias
          ? []
          : ['0', '-1'].map((number) =>
              fixIn(resource, `Set it to "${number}"`, () => replaceScalar(value, number), false),
            ),
      });
    }
  },
});

function isValid(text: string): boolean {
  if (EXOTIC.test(text)) return true;
  return DECIMAL.test(text) && (Number(text) >= 0 || Number(text) === -1);
}
