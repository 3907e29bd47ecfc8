import { readGateway } from '../model/gateway';
import { entryOf, isScalar } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'gateway-target-port',
  severity: 'error',
  summary: "a server's port has a targetPort, which only Services have",
  sources: ['istio pkg/config/validation/validation.go validateServerPort: targetPort is refused'],
  peers: ['IST0106'],
  on: ['Gateway'],
  check(resource, context) {
    for (const { node } of resource.read(readGateway).servers) {
      const port = entryOf(node, 'port')?.value;
      const target = entryOf(port, 'targetPort');
      if (!target || !isScalar(target.value) || typeof target.value.value !== 'number' || target.value.value <= 0)
        continue;
      context.report({
        at: target.key,
        message: {
          what: 'A port of a Gateway has no targetPort',
          why: 'Istio refuses the whole Gateway',
          todo: 'Remove it; number is the port where the pods listen, and the Service in front maps to it',
        },
        fixes: removeKeyFix(resource, port, 'targetPort', 'Remove targetPort'),
      });
    }
  },
});
