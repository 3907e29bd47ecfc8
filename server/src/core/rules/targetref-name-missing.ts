import { readTargetRefs } from '../model/target-ref';
import { defineRule } from './define';

export default defineRule({
  id: 'targetref-name-missing',
  severity: 'error',
  summary: 'a targetRef has an empty name',
  sources: ['istio pkg/config/validation/validation.go validatePolicyTargetReference: the name must be set'],
  peers: ['IST0106', 'CRD schema'],
  on: ['AuthorizationPolicy', 'RequestAuthentication'],
  check(resource, context) {
    for (const { name, nameNode } of resource.read(readTargetRefs)) {
      if (name !== '' || !nameNode) continue;
      context.report({
        at: nameNode,
        message: {
          what: 'This targetRef has an empty name',
          why: 'Istio refuses the policy',
          todo: 'Name the Gateway, GatewayClass, Service or ServiceEntry in this namespace that the policy is for',
        },
      });
    }
  },
});
