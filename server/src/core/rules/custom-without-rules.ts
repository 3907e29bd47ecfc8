import { readAuthorizationPolicy } from '../model/authorization-policy';
import { ruleListMissing } from '../model/policy-shape';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'custom-without-rules',
  severity: 'error',
  summary: 'a CUSTOM policy has no rules',
  sources: ['istio pkg/config/validation/validation.go ValidateAuthorizationPolicy: CUSTOM without rules is refused'],
  peers: ['IST0106'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'CUSTOM' || !policy.actionNode) return;
    const missing = ruleListMissing(policy);
    if (!missing) return;
    context.report({
      at: policy.actionNode,
      message: {
        what: 'This CUSTOM policy has no rules',
        why: 'it would never ask the authorizer, and Istio refuses it',
        todo: 'Add the requests that the authorizer decides on; a single empty rule {} stands for all',
      },
      fixes: missing.addRule ? [fixIn(resource, 'Ask for every request (rules: [{}])', missing.addRule, false)] : [],
    });
  },
});
