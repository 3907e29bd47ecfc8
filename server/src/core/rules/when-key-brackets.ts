import { readAuthorizationPolicy } from '../model/authorization-policy';
import { hasBrackets, mapKeyOf } from '../model/policy-format';
import { conditionsOf } from '../model/policy-values';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'when-key-brackets',
  severity: 'error',
  summary: 'a condition on headers or claims lacks the name in brackets',
  sources: ['istio pkg/config/security/security.go validateMapKey: the key must have the form a[b]'],
  peers: ['IST0106'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    for (const { condition, key } of conditionsOf(resource.read(readAuthorizationPolicy))) {
      const prefix = mapKeyOf(key);
      if (!prefix || hasBrackets(key)) continue;
      const name = /^[.[(:/]?['"]?([\w-]+)['"]?[\])]?$/.exec(key.slice(prefix.length))?.[1];
      const right = name && !prefix.endsWith('.') ? `${prefix}[${name}]` : undefined;
      context.report({
        at: condition.key!.node,
        message: {
          what: `${key} lacks a name in brackets`,
          why: 'Istio refuses the policy',
          todo: `Write ${right ?? `${prefix}[NAME]`}`,
        },
        fixes: right ? [replaceFix(resource, condition.key!.node, right)] : [],
      });
    }
  },
});
