import { readAuthorizationPolicy } from '../model/authorization-policy';
import {
  conditionsOf,
  IDENTITY_FIELDS,
  isIdentityKey,
  isJwtKey,
  NOT_IDENTITY_FIELDS,
  sourceLists,
} from '../model/policy-values';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'custom-source-unsupported',
  severity: 'error',
  summary: 'a CUSTOM policy tests the caller identity or a JWT, which CUSTOM cannot',
  sources: ['istio pkg/config/validation/validation.go ValidateAuthorizationPolicy: fields not supported with CUSTOM'],
  peers: ['IST0106'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'CUSTOM') return;
    const message = (name: string) => ({
      what: `A CUSTOM policy cannot test ${name}`,
      why: 'Istio asks the authorizer before it knows peers and tokens, and refuses the policy',
      todo: 'Remove it here and test it in an ALLOW or DENY policy beside this one',
    });
    const fields = [...IDENTITY_FIELDS, ...NOT_IDENTITY_FIELDS, 'requestPrincipals', 'notRequestPrincipals'] as const;
    for (const { field, list, part } of sourceLists(policy, fields)) {
      if (list.node.kind !== 'seq' || list.node.items.length === 0) continue;
      const alone = 'fields' in part && part.node.kind === 'map' && part.node.entries.length === 1;
      context.report({
        at: list.key,
        message: message(field),
        fixes: alone ? [] : removeKeyFix(resource, part.node, field, `Remove ${field}`),
      });
    }
    for (const { condition, key } of conditionsOf(policy, (each) => isIdentityKey(each) || isJwtKey(each))) {
      context.report({ at: condition.key!.node, message: message(key) });
    }
  },
});
