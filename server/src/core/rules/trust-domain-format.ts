import { readAuthorizationPolicy } from '../model/authorization-policy';
import { trustDomainProblem } from '../model/policy-format';
import { conditionLists, sourceLists, valuesIn } from '../model/policy-values';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'trust-domain-format',
  severity: 'error',
  summary: 'a trust domain holds a slash, or a * that is not at one end',
  sources: ['istio pkg/config/security/security.go CheckTrustDomainValues'],
  peers: ['IST0106'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    const lists = [
      ...sourceLists(policy, ['trustDomains', 'notTrustDomains']),
      ...conditionLists(policy, (key) => key === 'source.trustDomain'),
    ];
    for (const { value, node } of valuesIn(lists)) {
      const problem = trustDomainProblem(value);
      if (!problem) continue;
      const bare = value.replace(/^spiffe:\/\//, '').split('/')[0]!;
      const right = value.includes('/') && bare !== '' && !trustDomainProblem(bare) ? bare : undefined;
      context.report({
        at: node,
        message: {
          what: `"${value}" is no trust domain`,
          why: `${problem}, and Istio refuses the policy`,
          todo: right ? `Write ${right}` : 'Write the domain alone, such as cluster.local, or one * first or last',
        },
        fixes: right ? [replaceFix(resource, node, right)] : [],
      });
    }
  },
});
