import { readVirtualService } from '../model/virtual-service';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'vs-gateway-old-form',
  severity: 'information',
  summary: 'a VirtualService names a Gateway like a host (name.namespace.svc…)',
  sources: ['istio pkg/config/validation/validation.go validateGatewayNames: the form with dots is the old one'],
  peers: ['IST0133', 'KIA1108'],
  on: ['VirtualService'],
  check(resource, context) {
    const { gateways, matchGateways } = resource.read(readVirtualService);
    for (const { text, node } of [...gateways, ...matchGateways]) {
      if (text.includes('/') || !text.includes('.')) continue;
      const [name, namespace] = text.split('.');
      if (!name || !namespace) continue;
      context.report({
        at: node,
        message: {
          what: `${text} names the Gateway in the old form`,
          why: 'Istio warns about it when the object is applied',
          todo: `Write ${namespace}/${name}`,
        },
        fixes: [replaceFix(resource, node, `${namespace}/${name}`)],
      });
    }
  },
});
