import { readJwks } from '../model/jwks';
import { readRequestAuthentication } from '../model/request-authentication';
import { at, entryOf, stringOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'jwks-invalid',
  severity: 'error',
  summary: 'inline keys of a JWT rule are no JSON key set',
  sources: [
    'istio pkg/config/validation/validation.go validateJwtRule: jwks is parsed',
    'RFC 7517: a set has `keys`, a key has `kty`',
  ],
  peers: ['IST0106'],
  on: ['RequestAuthentication'],
  check(resource, context) {
    for (const { node } of resource.read(readRequestAuthentication).rules) {
      const text = stringOf(at(node, 'jwks'));
      if (!text) continue;
      const { problem } = readJwks(text);
      if (!problem) continue;
      context.report({
        at: entryOf(node, 'jwks')!.key,
        message: {
          what: 'jwks holds no keys that Istio can read',
          why: `${problem}; Istio refuses the RequestAuthentication`,
          todo: 'Put the JSON of the JWKS document here, or name its address in jwksUri',
        },
      });
    }
  },
});
