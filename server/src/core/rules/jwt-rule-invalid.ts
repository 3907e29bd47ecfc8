import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { entryOf, isNull, isScalar, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';

/** Names of headers that the CRD takes in outputClaimToHeaders. */
const HEADER = /^[-_A-Za-z0-9]+$/;
/** Go's time.ParseDuration. */
const DURATION = /^\+?(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h)(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))*$/;

export default defineRule({
  id: 'jwt-rule-invalid',
  severity: 'error',
  summary: 'a JWT rule has a header that no claim can go to, a time that is none, or an empty claim',
  sources: ['istio-api security/v1 JWTRule, CRD validation of outputClaimToHeaders, timeout and spaceDelimitedClaims'],
  peers: ['IST0106', 'CRD schema'],
  on: ['RequestAuthentication'],
  check(resource, context) {
    if (isBroken(resource) || looksLikePatch(resource)) return;
    const refuse = (at: Parameters<typeof context.report>[0]['at'], what: string, todo: string) =>
      context.report({ at, message: { what, why: 'the API server refuses the RequestAuthentication', todo } });
    for (const rule of itemsOf(resource.at('spec', 'jwtRules'))) {
      if (isNull(rule)) refuse(rule, 'This rule is empty', 'Write the issuer of the tokens, or remove the dash');
      for (const item of itemsOf(entryOf(rule, 'outputClaimToHeaders')?.value)) {
        if (isNull(item)) refuse(item, 'This item is empty', 'Write header and claim, or remove the dash');
        const header = entryOf(item, 'header')?.value;
        const text = stringOf(header);
        if (header && text && !HEADER.test(text)) {
          refuse(
            header,
            `No claim can go to header ${text}`,
            'Use a name of letters, digits, - and _, such as x-claim-group',
          );
        }
      }
      const timeout = entryOf(rule, 'timeout')?.value;
      const time =
        stringOf(timeout) ?? (isScalar(timeout) && typeof timeout.value === 'number' ? timeout.text : undefined);
      if (timeout && time !== undefined && !DURATION.test(time)) {
        refuse(timeout, `${time || 'An empty text'} is no time`, 'Write it with a unit, such as 5s');
      }
      for (const claim of itemsOf(entryOf(rule, 'spaceDelimitedClaims')?.value)) {
        if (stringOf(claim) === '') refuse(claim, 'This claim has no name', 'Name the claim, or remove it');
      }
    }
  },
});
