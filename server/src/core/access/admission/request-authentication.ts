/** What Istio's webhook refuses in a RequestAuthentication beyond its schema (istio pkg/config/validation, validateJwtRule). */
import type { Resource } from '../../model/resource';
import { entryOf, isNull, isUnknown, itemsOf, stringOf } from '../../yaml/node';
import type { Refuse } from './refusal';
import { checkTargetRefs } from './target-ref';

export function checkRequestAuthentication(resource: Resource, refuse: Refuse): void {
  checkTargetRefs(resource, refuse);
  const dryRun = resource.at('metadata', 'annotations', 'istio.io/dry-run');
  if (dryRun) refuse(misplacedDryRun(dryRun));
  itemsOf(resource.at('spec', 'jwtRules')).forEach((rule, i) => {
    const path = `spec.jwtRules[${i}]`;
    const written = (key: string) => {
      const node = entryOf(rule, key)?.value;
      return node !== undefined && !isNull(node) && (isUnknown(node) || stringOf(node) !== '');
    };
    if (!isUnknown(rule) && !written('issuer') && !written('jwksUri') && !written('jwks_uri')) {
      refuse({
        code: 'jwt-issuer-missing',
        at: rule,
        path,
        what: 'This rule names neither an issuer nor a jwksUri',
        why: 'the webhook refuses the object, so no token is checked',
        todo: 'Add the issuer of the tokens',
      });
    }
    const jwksNode = entryOf(rule, 'jwks')?.value;
    const jwks = stringOf(jwksNode);
    if (jwks !== undefined && jwks !== '' && !isKeySet(jwks)) {
      refuse({
        code: 'jwks-unreadable',
        at: jwksNode!,
        path: `${path}.jwks`,
        what: 'jwks is no key set',
        why: 'the webhook refuses the object, so no token is checked',
        todo: 'Paste the JSON of the key set, or use jwksUri',
      });
    }
  });
}

function isKeySet(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && ('keys' in value || 'kty' in value);
  } catch {
    return false;
  }
}

export const misplacedDryRun = (at: NonNullable<ReturnType<Resource['at']>>): Parameters<Refuse>[0] => ({
  code: 'dry-run-misplaced',
  at,
  path: 'metadata.annotations',
  what: 'istio.io/dry-run stands on an object that is no AuthorizationPolicy',
  why: 'the webhook refuses the object, so it never comes into force',
  todo: 'Remove the annotation',
});
