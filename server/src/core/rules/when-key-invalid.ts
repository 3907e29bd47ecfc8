import { readAuthorizationPolicy } from '../model/authorization-policy';
import { nearest } from '../model/nearest';
import { isWhenKey, WHEN_KEYS } from '../model/policy-format';
import { conditionsOf } from '../model/policy-values';
import { defineRule } from './define';
import { replaceFix } from './fix';

/** Keys of older Istio versions, with what does their work today. */
const REPLACED: readonly { readonly prefix: string; readonly todo: string }[] = [
  { prefix: 'destination.namespace', todo: 'Put the policy into that namespace' },
  { prefix: 'destination.labels', todo: 'Use the selector of the policy' },
  { prefix: 'destination.name', todo: 'Use the selector of the policy' },
  { prefix: 'destination.user', todo: 'Use the selector of the policy' },
];
const USUAL: ReadonlyMap<string, string> = new Map([
  ['source.user', 'source.principal'],
  ['source.namespaces', 'source.namespace'],
  ['source.principals', 'source.principal'],
  ['source.serviceAccounts', 'source.serviceAccount'],
  ['source.ipBlocks', 'source.ip'],
  ['request.auth.issuer', 'request.auth.claims[iss]'],
  ['request.auth.principals', 'request.auth.principal'],
  ['request.auth.audience', 'request.auth.audiences'],
  ['connection.SNI', 'connection.sni'],
  ['request.path', 'request.headers[:path]'],
  ['request.host', 'request.headers[:authority]'],
  ['request.method', 'request.headers[:method]'],
]);

export default defineRule({
  id: 'when-key-invalid',
  severity: 'error',
  summary: 'a condition has a key that Istio does not know',
  sources: ['istio pkg/config/security/security.go ValidateAttribute'],
  peers: ['IST0106'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    for (const { condition, key } of conditionsOf(resource.read(readAuthorizationPolicy))) {
      if (isWhenKey(key)) continue;
      const replaced = REPLACED.find(({ prefix }) => key.startsWith(prefix));
      const header = /^request\.header\[(.+)\]$/i.exec(key) ?? /^request\.headers\[(.+)\]$/i.exec(key);
      const claim = /^request\.auth\.claim\[(.+)\]$/i.exec(key);
      const right = header
        ? `request.headers[${header[1]}]`
        : claim
          ? `request.auth.claims[${claim[1]}]`
          : replaced
            ? undefined
            : (USUAL.get(key) ?? nearest(key, WHEN_KEYS));
      context.report({
        at: condition.key!.node,
        message: {
          what: key === '' ? 'This condition has an empty key' : `${key} is no key of a condition`,
          why: 'Istio refuses the policy',
          todo: right
            ? `Write ${right} if that is meant`
            : (replaced?.todo ??
              'Use source.ip, source.namespace, source.principal, request.headers[NAME], request.auth.claims[NAME] or another known key'),
        },
        fixes: right ? [replaceFix(resource, condition.key!.node, right)] : [],
      });
    }
  },
});
