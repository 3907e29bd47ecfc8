import { readAuthorizationPolicy, type Values } from '../model/authorization-policy';
import { conditionsOf } from '../model/policy-values';
import { isBroken } from '../model/workload';
import { isSeq } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'when-values-missing',
  severity: 'error',
  summary: 'a condition has neither values nor notValues',
  sources: [
    'istio pkg/config/validation/validation.go ValidateAuthorizationPolicy: one of values and notValues must be set',
  ],
  peers: ['IST0106'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const { condition, key } of conditionsOf(resource.read(readAuthorizationPolicy))) {
      if (key === '' || condition.unknown) continue;
      if (isFilled(condition.values) || isFilled(condition.notValues)) continue;
      context.report({
        at: condition.key!.node,
        message: {
          what: `The condition on ${key} has no values`,
          why: 'Istio refuses the policy',
          todo: /\[.+\]$/.test(key) ? 'Add values; "*" asks only that it is present' : 'Add values or notValues',
        },
      });
    }
  },
});

const isFilled = (list: Values | undefined): boolean =>
  list !== undefined && (!isSeq(list.node) || list.node.items.length > 0);
