import { COMPONENT_NAMES } from '../model/inference-components';
import { likelyCulprit } from '../model/patched';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { entryOf, isScalar, stringOf, type YamlNode } from '../yaml/node';
import { defineRule } from './define';

/** Spellings of one annotation, the one that wins first (serving pkg/apis/autoscaling/register.go). */
const MIN = ['autoscaling.knative.dev/min-scale', 'autoscaling.knative.dev/minScale'];
const MAX = ['autoscaling.knative.dev/max-scale', 'autoscaling.knative.dev/maxScale'];

export default defineRule({
  id: 'knative-value-refused',
  severity: 'error',
  summary: 'a number that Knative refuses: requests at once, shares, or scales that cross',
  sources: [
    'knative serving pkg/apis/serving/v1/revision_validation.go: containerConcurrency from 0 to 1000 by default; pkg/apis/autoscaling/annotation_validation.go: min-scale is at most max-scale; route_validation.go: percent from 0 to 100',
  ],
  peers: ['Knative webhook, for a model only when the revision is made'],
  on: ['KnativeService', 'InferenceService'],
  check(resource, context) {
    if (isBroken(resource) || looksLikePatch(resource)) return;
    const refuse = (at: YamlNode, what: string, todo: string) =>
      context.report({ at, message: { what, why: 'Knative refuses the revision', todo } });
    const within = (node: YamlNode | undefined, name: string, most: number) => {
      const value = isScalar(node) && typeof node.value === 'number' ? node.value : undefined;
      if (node && value !== undefined && (value < 0 || value > most)) {
        refuse(
          node,
          most === Number.MAX_SAFE_INTEGER ? `${name} is 0 or more` : `${name} is from 0 to ${most}`,
          name === 'containerConcurrency' ? 'Write 0 for no limit, or a number' : 'Write a share of 100',
        );
      }
    };
    const model = resource.kind === 'InferenceService';
    const specs = model
      ? COMPONENT_NAMES.map((name) => resource.at('spec', name))
      : [resource.at('spec', 'template', 'spec')];
    for (const spec of specs) {
      within(
        entryOf(spec, 'containerConcurrency')?.value,
        'containerConcurrency',
        model ? Number.MAX_SAFE_INTEGER : 1000,
      );
      if (model) within(entryOf(spec, 'canaryTrafficPercent')?.value, 'canaryTrafficPercent', 100);
    }
    if (model) return;
    const annotations = resource.at('spec', 'template', 'metadata', 'annotations');
    const read = (keys: readonly string[]) => keys.map((key) => entryOf(annotations, key)?.value).find((each) => each);
    const [low, high] = [read(MIN), read(MAX)];
    const [least, most] = [numberIn(low), numberIn(high)];
    // 0 stands for no limit.
    if (!low || !high || least === undefined || !most || least <= most) return;
    refuse(
      likelyCulprit(low, high),
      `At least ${least} pods and at most ${most} do not go together`,
      'Correct one of the two',
    );
  },
});

function numberIn(node: YamlNode | undefined): number | undefined {
  const text = stringOf(node);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
