import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { entryOf, isNull, isScalar, isUnknown, itemsOf, type YamlNode } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'traffic-sum',
  severity: 'error',
  summary: 'the percentages of a Knative Service or Route are not 100 together',
  sources: [
    'knative serving pkg/apis/serving/v1/route_validation.go: traffic targets sum to 100; a target without percent counts 0',
  ],
  peers: ['Knative webhook'],
  on: ['KnativeService', 'KnativeRoute'],
  check(resource, context) {
    const traffic = entryOf(resource.at('spec'), 'traffic');
    const items = itemsOf(traffic?.value);
    if (!traffic || items.length === 0 || isUnknown(traffic.value) || isBroken(resource) || looksLikePatch(resource))
      return;
    let sum = 0;
    let last: YamlNode | undefined;
    for (const item of items) {
      const percent = entryOf(item, 'percent')?.value;
      if (isUnknown(item) || isUnknown(percent)) return;
      if (!percent || isNull(percent)) continue;
      if (!isScalar(percent) || typeof percent.value !== 'number') return;
      sum += percent.value;
      last = percent;
    }
    if (sum === 100) return;
    context.report({
      at: items.length === 1 && last ? last : traffic.key,
      message: {
        what: `The targets of traffic sum up to ${sum} percent`,
        why: "Knative's webhook refuses the object",
        todo: 'Make them 100 together',
      },
    });
  },
});
