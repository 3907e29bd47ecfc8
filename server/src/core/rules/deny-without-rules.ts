import { readAuthorizationPolicy } from '../model/authorization-policy';
import { ruleListMissing } from '../model/policy-shape';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'deny-without-rules',
  severity: 'error',
  summary: 'a DENY policy has no rules',
  sources: [
    'istio pkg/config/validation/validation.go ValidateAuthorizationPolicy: DENY without rules is refused; an empty list too, as seen in runs',
  ],
  peers: ['IST0106'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'DENY' || !policy.actionNode) return;
    const missing = ruleListMissing(policy);
    if (!missing) return;
    context.report({
      at: policy.actionNode,
      message: {
        what: 'This DENY policy has no rules',
        why: 'it would never deny anything, and Istio refuses it',
        todo: 'Add the requests to refuse; a single empty rule {} stands for all',
      },
      fixes: missing.addRule ? [fixIn(resource, 'Deny every request (rules: [{}])', missing.addRule, false)] : [],
    });
  },
});
