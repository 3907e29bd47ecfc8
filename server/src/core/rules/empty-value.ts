import { OPERATION_FIELDS, readAuthorizationPolicy, SOURCE_FIELDS } from '../model/authorization-policy';
import { conditionLists, operationLists, sourceLists, valuesIn } from '../model/policy-values';
import { defineRule } from './define';
import { removeItemFix } from './fix';

export default defineRule({
  id: 'empty-value',
  severity: 'error',
  summary: 'a list of a rule holds an empty string',
  sources: ['istio pkg/config/security/security.go CheckEmptyValues, ValidateAttribute'],
  peers: ['IST0106'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    const lists = [
      ...sourceLists(policy, SOURCE_FIELDS),
      ...operationLists(policy, OPERATION_FIELDS),
      ...conditionLists(policy, () => true),
    ];
    for (const { field, value, node, list } of valuesIn(lists)) {
      if (value !== '') continue;
      context.report({
        at: node,
        message: {
          what: `An empty string stands in ${field === list.key.text ? field : `${list.key.text} of ${field}`}`,
          why: 'Istio refuses the policy',
          todo: field.startsWith('request.headers')
            ? 'Use "*" for a header that is present with any value'
            : 'Remove it',
        },
        fixes: removeItemFix(resource, list.node, node, 'Remove the empty string', true),
      });
    }
  },
});
