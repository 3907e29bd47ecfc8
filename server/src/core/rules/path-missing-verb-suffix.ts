import { readAuthorizationPolicy } from '../model/authorization-policy';
import { operationLists, valuesIn } from '../model/policy-values';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'path-missing-verb-suffix',
  severity: 'hint',
  summary: 'a path names a KServe v1 model without :predict, so predictions do not match it',
  sources: [
    'kserve pkg/constants PredictPath, ExplainPath: /v1/models/NAME:predict, /v1/models/NAME:explain; without a verb it is the readiness path',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    const found = valuesIn(operationLists(policy, ['paths']));
    for (const { value, node, list } of found) {
      if (!/^\/v1\/models\/[\w.-]+$/.test(value)) continue;
      // Listed beside its verbs, or for GET alone, the readiness path is what was meant.
      if (list.items.some((item) => item.value?.startsWith(`${value}:`) || covers(item.value, value))) continue;
      const operation = policy.rules.flatMap((rule) => rule.to ?? []).find((one) => one.fields.get('paths') === list);
      const methods = operation?.fields.get('methods');
      if (methods && (methods.unknown || methods.items.every((item) => item.value === 'GET' || item.value === 'HEAD')))
        continue;
      context.report({
        at: node,
        message: {
          what: `"${value}" matches the readiness of the model only`,
          why: 'predictions go to :predict and explanations to :explain behind the name',
          todo: `Write ${value}:predict, or ${value}* for all of them`,
        },
        fixes: [`${value}*`, `${value}:predict`].map((each) => replaceFix(resource, node, each, false)),
      });
    }
  },
});

const covers = (pattern: string | undefined, path: string): boolean =>
  !!pattern?.endsWith('*') && `${path}:predict`.startsWith(pattern.slice(0, -1));
