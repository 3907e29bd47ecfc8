import { isDnsLabel } from '../model/dns-name';
import { defineRule } from './define';

export default defineRule({
  id: 'gateway-name-invalid',
  severity: 'error',
  summary: 'the name of a Gateway is no DNS label: it has a dot, a capital, or more than 63 characters',
  sources: ['istio pkg/config/validation/validation.go ValidateGateway: the name is a DNS label'],
  peers: ['IST0106'],
  on: ['Gateway'],
  check(resource, context) {
    const { name, nameNode } = resource;
    if (name === undefined || !nameNode || isDnsLabel(name)) return;
    context.report({
      at: nameNode,
      message: {
        what: `${name} cannot be the name of a Gateway`,
        why: 'Istio refuses names that are no DNS label',
        todo: 'Use lower-case letters, digits and dashes, at most 63, and no dots',
      },
    });
  },
});
