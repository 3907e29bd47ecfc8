/** Token checks as Envoy's jwt_authn filter makes them under Istio's RequestAuthentication. */

import type { JwtRule, RequestAuthentication } from '../model/request-authentication';
import { ownValue } from '../own-value';
import type { Placed } from './policies';
import type { HttpRequest, Reason, Token } from './question';
import { matchesString } from './string-match';
import { some, type Truth } from './truth';

/** What policies see of a token that was verified. */
export interface VerifiedToken {
  readonly claims: Readonly<Record<string, unknown>>;
  /** Claims that are split at blanks before policies see them. */
  readonly spaceDelimited: ReadonlySet<string>;
  /** The proxy takes the `Authorization` header off. */
  readonly removed: boolean;
}

export type TokenResult =
  | { readonly kind: 'none' }
  | { readonly kind: 'verified'; readonly token: VerifiedToken }
  | { readonly kind: 'refused'; readonly status: 401 | 403; readonly details: string; readonly reason: Reason }
  | { readonly kind: 'unknown'; readonly reason: Reason };

const NONE: TokenResult = { kind: 'none' };
const BEARER = /^Bearer /;

/**
 * Checks the request's token against every rule that applies. No token passes; CORS preflights are not looked at.
 * @param applying RequestAuthentications that certainly select the workload
 */
export function checkToken(applying: readonly Placed<RequestAuthentication>[], request: HttpRequest): TokenResult {
  const rules = applying.flatMap((policy) => policy.spec.rules.map((rule) => ({ policy, rule })));
  if (rules.length === 0 || isPreflight(request)) return NONE;
  let failure: { status: 401 | 403; details: string; text: string; from: (typeof rules)[number] } | undefined;
  for (const from of rules) {
    const { rule, policy } = from;
    const text = (why: string) => `RequestAuthentication ${policy.namespace}/${policy.name}: ${why}`;
    const fail = (status: 401 | 403, code: string, why: string) => {
      // A rule that knows the issuer says more than one that does not.
      if (!failure || failure.details === UNKNOWN_ISSUER) failure = { status, details: code, text: text(why), from };
    };
    if (rule.unknown || policy.spec.unknown) {
      return {
        kind: 'unknown',
        reason: { text: text('a part of it cannot be read'), resource: policy.spec.resource, node: rule.node },
      };
    }
    const found = findToken(rule, request);
    if (found === undefined) continue;
    if (found === 'malformed') {
      fail(401, MALFORMED, 'the bearer token is no JWT');
      continue;
    }
    if (found === 'unreadable') {
      return {
        kind: 'unknown',
        reason: {
          text: text('it takes tokens from places that the request leaves open'),
          resource: policy.spec.resource,
          node: rule.node,
        },
      };
    }
    const { claims } = found;
    if (rule.issuer && claims.iss !== rule.issuer)
      fail(401, UNKNOWN_ISSUER, `no rule takes issuer ${String(claims.iss)}`);
    else if (found.expired) fail(401, 'Jwt_is_expired', 'the token has expired');
    else if (rule.audiences.length > 0 && !rule.audiences.some((one) => listOf(claims.aud).includes(one))) {
      fail(403, 'Audiences_in_Jwt_are_not_allowed', `the token is not meant for ${rule.audiences.join(' or ')}`);
    } else if (found.forged) fail(401, 'Jwt_verification_fails', 'the signature is not of the keys it trusts');
    else {
      return {
        kind: 'verified',
        token: {
          claims,
          spaceDelimited: new Set(['scope', 'permission', ...rule.spaceDelimitedClaims]),
          removed: !rule.forwardOriginalToken,
        },
      };
    }
  }
  if (!failure) return NONE;
  return {
    kind: 'refused',
    status: failure.status,
    details: `jwt_authn_access_denied{${failure.details}}`,
    reason: {
      text: failure.text,
      resource: failure.from.policy.spec.resource,
      node: failure.from.rule.issuerNode ?? failure.from.rule.node,
    },
  };
}

const UNKNOWN_ISSUER = 'Jwt_issuer_is_not_configured';
const MALFORMED = 'Jwt_is_not_in_the_form_of_Header.Payload.Signature_with_two_dots_and_3_sections';

function findToken(rule: JwtRule, request: HttpRequest): Token | 'malformed' | 'unreadable' | undefined {
  const elsewhere = rule.fromHeaders.length + rule.fromParams.length + rule.fromCookies.length > 0;
  const takesBearer =
    !elsewhere ||
    rule.fromHeaders.some((from) => from.name.toLowerCase() === 'authorization' && from.prefix === 'Bearer ');
  if (takesBearer) {
    if (request.token) return request.token;
    const header = headerLines(request, 'authorization')[0];
    if (header !== undefined && BEARER.test(header)) {
      return header.slice('Bearer '.length).trim().split('.').length === 3 ? 'unreadable' : 'malformed';
    }
  }
  return elsewhere && request.open ? 'unreadable' : undefined;
}

/** A CORS preflight: the filter is told to let it pass. */
const isPreflight = (request: HttpRequest): boolean =>
  request.method === 'OPTIONS' &&
  !!headerLines(request, 'origin')[0] &&
  !!headerLines(request, 'access-control-request-method')[0];

/** Lines of a header, blanks around the values cut. */
export function headerLines(request: HttpRequest, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  let lines: string[] | undefined;
  for (const key in request.headers) {
    if (key.toLowerCase() !== wanted) continue;
    const value = request.headers[key]!;
    lines ??= [];
    for (const line of typeof value === 'string' ? [value] : value) lines.push(line.trim());
  }
  return lines ?? NO_LINES;
}

const NO_LINES: readonly string[] = [];

const listOf = (claim: unknown): readonly string[] =>
  (Array.isArray(claim) ? claim : [claim]).filter((one): one is string => typeof one === 'string');

/**
 * `requestPrincipals`: issuer and subject, parted at the value's last slash. A `*` first frees the issuer (or, with text behind it, ends
 * it), a `*` last frees the subject (or begins it); without a slash `*text` ends the subject and `text*` begins the issuer.
 */
export function matchesRequestPrincipal(value: string, token: VerifiedToken | undefined): boolean {
  const iss = token?.claims.iss;
  const sub = token?.claims.sub;
  if (typeof iss !== 'string' || typeof sub !== 'string') return false;
  if (value === '*') return iss !== '' && sub !== '';
  const slash = value.lastIndexOf('/');
  const issuer = slash < 0 ? value : value.slice(0, slash);
  const subject = slash < 0 ? '' : value.slice(slash + 1);
  if (value.startsWith('*')) {
    if (slash < 0) return iss !== '' && sub.endsWith(value.slice(1));
    return (issuer === '*' ? iss !== '' : iss.endsWith(issuer.slice(1))) && sub === subject;
  }
  if (value.endsWith('*')) {
    if (slash < 0) return iss.startsWith(value.slice(0, -1)) && sub !== '';
    return iss === issuer && matchesString(subject, sub);
  }
  return iss === issuer && sub === subject;
}

/** A claim by its path: a string or a list of strings; numbers, booleans and objects never match. */
export function matchesClaim(path: readonly string[], value: string, token: VerifiedToken | undefined): Truth {
  let claim: unknown = token?.claims;
  for (const name of path) {
    claim =
      claim !== null && typeof claim === 'object' && !Array.isArray(claim)
        ? ownValue(claim as Record<string, unknown>, name)
        : undefined;
  }
  if (path.length === 1 && typeof claim === 'string' && token?.spaceDelimited.has(path[0]!))
    claim = claim.split(' ').filter(Boolean);
  return some(listOf(claim), (one) => matchesString(value, one));
}
