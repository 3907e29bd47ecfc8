import { readGateway } from '../model/gateway';
import { isHttpProtocol, redirectEntry, tlsNode } from '../model/server-tls';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'gateway-redirect-misplaced',
  severity: 'warning',
  summary: 'httpsRedirect stands on a server that does not speak plain HTTP',
  sources: ['istio pkg/config/validation/validation.go ValidateGateway: httpsRedirect is for HTTP servers'],
  peers: ['IST0133'],
  on: ['Gateway'],
  check(resource, context) {
    for (const server of resource.read(readGateway).servers) {
      const redirect = redirectEntry(server);
      if (!redirect || server.protocol === undefined || isHttpProtocol(server.protocol)) continue;
      context.report({
        at: redirect.key,
        message: {
          what: `httpsRedirect does nothing on a server that speaks ${server.protocol}`,
          why: 'it answers plain HTTP requests with a redirect, and none arrive here',
          todo: 'Move it to the HTTP server of the same hosts',
        },
        fixes: removeKeyFix(resource, tlsNode(server), 'httpsRedirect', 'Remove httpsRedirect'),
      });
    }
  },
});
