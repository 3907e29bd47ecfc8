import { givenIn } from '../model/given';
import { readRequestAuthentication } from '../model/request-authentication';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { entryOf, isMap, isUnknown } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'jwt-issuer-missing',
  severity: 'error',
  summary: 'a JWT rule names neither the issuer nor where its keys are',
  sources: ['istio pkg/config/validation/validation.go validateJwtRule: issuer or jwksUri (before 1.30: issuer)'],
  peers: ['IST0106'],
  on: ['RequestAuthentication'],
  check(resource, context) {
    if (isBroken(resource) || looksLikePatch(resource)) return;
    for (const { node } of resource.read(readRequestAuthentication).rules) {
      if (!isMap(node) || isUnknown(node)) continue;
      if (givenIn(node, 'issuer') !== 'no' || givenIn(node, 'jwksUri') !== 'no') continue;
      context.report({
        at: entryOf(node, 'issuer')?.key ?? node.entries[0]?.key ?? node,
        message: {
          what: 'This JWT rule has no issuer',
          why: 'Istio cannot tell whose tokens it is for, and refuses the RequestAuthentication',
          todo: 'Add issuer with the text that the tokens carry in iss',
        },
      });
    }
  },
});
