import { readAuthorizationPolicy } from '../model/authorization-policy';
import { MOST_SERVICE_ACCOUNTS, readPrincipal, serviceAccountProblem } from '../model/policy-format';
import { conditionLists, type PolicyList, sourceLists, valuesIn } from '../model/policy-values';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'service-account-format',
  severity: 'error',
  summary: 'an account is not written as account or namespace/account',
  sources: ['istio pkg/config/security/security.go CheckServiceAccount'],
  peers: ['IST0106'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    const lists: PolicyList[] = [
      ...sourceLists(policy, ['serviceAccounts', 'notServiceAccounts']),
      ...conditionLists(policy, (key) => key === 'source.serviceAccount'),
    ];
    for (const { list } of lists) {
      const extra = list.items[MOST_SERVICE_ACCOUNTS];
      if (!extra) continue;
      context.report({
        at: extra.node,
        message: {
          what: `This list has ${list.items.length} accounts`,
          why: `Istio takes at most ${MOST_SERVICE_ACCOUNTS} and refuses the policy`,
          todo: 'Split it over several items of from, or use namespaces',
        },
      });
    }
    for (const { value, node } of valuesIn(lists)) {
      const problem = value === '' ? undefined : serviceAccountProblem(value);
      // Istio takes such a name, but no account can have it.
      const impossible = problem === undefined && value.includes(':');
      if (!problem && !impossible) continue;
      const principal = readPrincipal(value.replace(/^spiffe:\/\//, ''));
      const user = /^system:serviceaccount:([^:*/]+):([^:*/]+)$/.exec(value);
      const right = principal
        ? `${principal.namespace}/${principal.account}`
        : user
          ? `${user[1]}/${user[2]}`
          : undefined;
      context.report({
        at: node,
        severity: problem ? 'error' : 'warning',
        message: {
          what: `"${value}" is no service account`,
          why: problem
            ? `${problem}, and Istio refuses the policy`
            : 'no account can have this name, so the value never matches',
          todo: right
            ? `Write ${right}`
            : value.includes('*')
              ? 'Name the accounts, or use namespaces or principals, which take wildcards'
              : "Write account (of the policy's own namespace) or namespace/account",
        },
        fixes: right ? [replaceFix(resource, node, right)] : [],
      });
    }
  },
});
