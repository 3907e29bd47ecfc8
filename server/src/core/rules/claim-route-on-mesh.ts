import { claimKeys } from '../model/claim-routes';
import { readVirtualService } from '../model/virtual-service';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { isUnknown } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'claim-route-on-mesh',
  severity: 'error',
  summary: 'a VirtualService routes by claims of a token and is bound to no Gateway',
  sources: ['istio pkg/config/validation/validation.go: routing by claims is for gateways only'],
  peers: ['IST0106'],
  on: ['VirtualService'],
  check(resource, context) {
    const [key] = claimKeys(resource);
    const { gateways, unknown } = resource.read(readVirtualService);
    if (!key || unknown || isBroken(resource) || looksLikePatch(resource) || isUnknown(resource.at('spec'))) return;
    if (gateways.some(({ text }) => text !== 'mesh')) return;
    context.report({
      at: key,
      message: {
        what: `${key.text} is for gateways, and this VirtualService is bound to none`,
        why: 'Istio refuses it',
        todo: 'Name the Gateway in spec.gateways',
      },
    });
  },
});
