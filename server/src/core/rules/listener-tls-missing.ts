import { isBroken } from '../model/workload';
import { lacks } from '../schema/constraint';
import { looksLikePatch } from '../schema/report';
import { entryOf, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'listener-tls-missing',
  severity: 'error',
  summary: 'an HTTPS listener of an Istio Gateway (Gateway API) has no tls, so it has no certificate',
  sources: [
    'gateway-api apis/v1 Listener.tls: required for protocols HTTPS and TLS; some clouds bring certificates by annotation, Istio does not',
  ],
  peers: [],
  on: ['GatewayApiGateway'],
  check(resource, context) {
    if (isBroken(resource) || looksLikePatch(resource)) return;
    const name = stringOf(resource.at('spec', 'gatewayClassName'));
    if (name !== 'istio' && !name?.startsWith('istio-')) return;
    for (const listener of itemsOf(resource.at('spec', 'listeners'))) {
      const protocol = entryOf(listener, 'protocol')?.value;
      if (!protocol || stringOf(protocol) !== 'HTTPS' || !lacks(listener, 'tls')) continue;
      context.report({
        at: protocol,
        message: {
          what: 'An HTTPS listener needs tls with a certificate',
          why: 'without one Istio cannot answer there',
          todo: 'Add tls with certificateRefs, or write HTTP',
        },
      });
    }
  },
});
