import { readAuthorizationPolicy } from '../model/authorization-policy';
import { isPort } from '../model/policy-format';
import { conditionLists, operationLists, valuesIn } from '../model/policy-values';
import { defineRule } from './define';

export default defineRule({
  id: 'port-invalid',
  severity: 'error',
  summary: 'a port is not a number up to 65535',
  sources: [
    'istio pkg/config/security/security.go ValidatePorts; seen in runs: names and 70000 refused, "0" and "08080" taken',
  ],
  peers: ['IST0106'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    const lists = [
      ...operationLists(policy, ['ports', 'notPorts']),
      ...conditionLists(policy, (key) => key === 'destination.port'),
    ];
    for (const { value, node } of valuesIn(lists)) {
      if (value === '' || isPort(value)) continue;
      context.report({
        at: node,
        message: {
          what: `"${value}" is no port number`,
          why: /^[a-z]/i.test(value)
            ? 'Istio takes numbers here, not the names of ports, and refuses the policy'
            : value.includes('*')
              ? 'Istio takes no wildcards here, and refuses the policy'
              : 'Istio refuses the policy',
          todo: value.includes('*')
            ? 'Leave ports out to match every port'
            : 'Write the number of the pod\'s own port, from "0" to "65535"',
        },
      });
    }
  },
});
