import { readAuthorizationPolicy } from '../model/authorization-policy';
import { conditionLists, sourceLists, valuesIn } from '../model/policy-values';
import { defineRule } from './define';

export default defineRule({
  id: 'request-principal-needs-sub',
  severity: 'hint',
  summary: 'requestPrincipals "*" refuses tokens without a subject',
  sources: [
    'istio-api security/v1 Source.requestPrincipals: ISSUER/SUBJECT, made of the iss and sub claims',
    'istio issue 22540, istio issue 59541: tokens without sub have no request principal',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    const lists = [
      ...sourceLists(policy, ['requestPrincipals', 'notRequestPrincipals']),
      ...conditionLists(policy, (key) => key === 'request.auth.principal'),
    ];
    for (const { value, node } of valuesIn(lists)) {
      if (value !== '*') continue;
      context.report({
        at: node,
        message: {
          what: '"*" takes tokens that have both an issuer and a subject',
          why: 'a token without the claim sub has no request principal and counts as no token here',
          todo: 'If your issuer leaves sub out, test request.auth.claims[iss] instead',
        },
      });
    }
  },
});
