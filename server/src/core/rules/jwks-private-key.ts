import { readJwks } from '../model/jwks';
import { readRequestAuthentication } from '../model/request-authentication';
import { at, entryOf, stringOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'jwks-private-key',
  severity: 'warning',
  summary: 'inline keys of a JWT rule hold a private or symmetric key',
  sources: [
    'istio pkg/config/validation/validation.go warnPrivateJwksKeys',
    'RFC 7518 6.2.2, 6.3.2, 6.4.1: secret members of a key',
  ],
  peers: ['IST0133'],
  on: ['RequestAuthentication'],
  check(resource, context) {
    for (const { node } of resource.read(readRequestAuthentication).rules) {
      const text = stringOf(at(node, 'jwks'));
      if (!text) continue;
      const { privateKeys } = readJwks(text);
      if (privateKeys.length === 0) continue;
      context.report({
        at: entryOf(node, 'jwks')!.key,
        message: {
          what: `jwks holds the secret part of ${privateKeys.join(', ')}`,
          why: 'who can read this file or the object can sign tokens that are taken',
          todo: 'Keep the public part only, and replace the key, which is no longer secret',
        },
      });
    }
  },
});
