import { isBroken } from '../model/workload';
import { entryOf, isNull, isScalar, isUnknown, itemsOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'route-weight-invalid',
  severity: 'error',
  summary: 'a weight of a VirtualService is below 0, or all weights of a route are 0 together',
  sources: [
    'istio pkg/config/validation/validation.go validateHTTPRouteDestinations: a weight is at least 0, and several destinations need more than 0 together',
  ],
  peers: ['IST0106'],
  on: ['VirtualService'],
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const kind of ['http', 'tls', 'tcp']) {
      for (const route of itemsOf(resource.at('spec', kind))) {
        const list = entryOf(route, 'route');
        const targets = itemsOf(list?.value);
        const weights = targets.map((each) => entryOf(each, 'weight')?.value);
        const sums = weights.map((node) =>
          !node || isNull(node) ? 0 : isScalar(node) && typeof node.value === 'number' ? node.value : undefined,
        );
        weights.forEach((node, i) => {
          if (!node || (sums[i] ?? 0) >= 0) return;
          context.report({
            at: node,
            message: {
              what: 'A weight is at least 0',
              why: 'Istio refuses the VirtualService',
              todo: 'Write the share of requests, or remove the destination',
            },
          });
        });
        if (!list || targets.length < 2 || isUnknown(list.value) || targets.some(isUnknown)) continue;
        if (sums.some((each) => each === undefined || each !== 0)) continue;
        context.report({
          at: weights.find((each) => each) ?? list.key,
          message: {
            what: 'All weights of the route are 0',
            why: 'Istio refuses several destinations without a share',
            todo: 'Give each destination its weight',
          },
        });
      }
    }
  },
});
