import { readRequestAuthentication } from '../model/request-authentication';
import { at, isScalar, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

/** Hosts that only the cluster reaches. */
const isInside = (host: string): boolean => /^(?:[^.]+|.*\.svc|.*\.local)(?::\d+)?$/.test(host);

export default defineRule({
  id: 'jwks-uri-scheme',
  severity: 'error',
  summary: 'jwksUri is no http(s) address; warning: keys are fetched over plain http',
  sources: ['istio pkg/config/security/security.go ParseJwksURI: scheme http or https, with a host'],
  peers: ['IST0106'],
  on: ['RequestAuthentication'],
  check(resource, context) {
    for (const rule of resource.read(readRequestAuthentication).rules) {
      const node = at(rule.node, 'jwksUri');
      const uri = stringOf(node);
      if (!isScalar(node) || uri === undefined || uri === '') continue;
      const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri)?.[1]?.toLowerCase();
      const host = /^https?:\/\/([^/?#]+)/i.exec(uri)?.[1];
      const port = host && /:(.*)$/.exec(host.replace(/^\[.*\]/, ''))?.[1];
      if ((scheme === 'https' || scheme === 'http') && host && (port === undefined || /^\d+$/.test(port))) {
        if (scheme === 'https') continue;
        const inside = isInside(host);
        context.report({
          at: node,
          severity: inside ? 'information' : 'warning',
          message: {
            what: 'The keys that check tokens are fetched over plain http',
            why: 'who can change that answer can sign tokens that are taken',
            todo: 'Use https',
          },
          fixes: inside ? [] : [replaceFix(resource, node, uri.replace(/^http:/i, 'https:'), false)],
        });
        continue;
      }
      const bare = !scheme && /^[a-z0-9.-]+\.[a-z]+(?::\d+)?(?:\/|$)/i.test(uri);
      context.report({
        at: node,
        message: {
          what: `${uri} is no address that keys can be fetched from`,
          why: 'Istio takes http and https with a host, and refuses the RequestAuthentication',
          todo: bare ? `Write https://${uri}` : 'Write the https address of the JWKS document',
        },
        fixes: bare ? [replaceFix(resource, node, `https://${uri}`)] : [],
      });
    }
  },
});
