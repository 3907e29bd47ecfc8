/** One rule of an AuthorizationPolicy against one request, with the part that decided. */
import type { Condition, Match, OperationField, PolicyRule, SourceField, Values } from '../model/authorization-policy';
import type { YamlNode } from '../yaml/node';
import { type ConditionKey, isHttpOnlyKey, readConditionKey } from './condition';
import { matchesHost, matchesSomeAddress } from './host';
import {
  type Identity,
  matchesNamespace,
  matchesPrincipal,
  matchesServiceAccount,
  matchesTrustDomain,
} from './identity';
import { inIpBlock } from './ip';
import { headerLines, matchesClaim, matchesRequestPrincipal, type VerifiedToken } from './jwt';
import { matchesPath } from './path';
import type { HttpRequest, MeshFacts } from './question';
import { matchesHeader, matchesString } from './string-match';
import { not, some, type Truth } from './truth';

/** A request as policies see it, after transport, path normalization and token checks. */
export interface Subject {
  /** `undefined`: the peer came without a certificate. */
  readonly identity: Identity | undefined;
  readonly sourceIp: string | undefined;
  readonly remoteIp: string | undefined;
  readonly destinationIp: string | undefined;
  readonly port: number;
  readonly sni: string | undefined;
  /** `undefined` on a TCP port. */
  readonly http: SubjectHttp | undefined;
  readonly mesh: MeshFacts;
}

export interface SubjectHttp {
  readonly request: HttpRequest;
  readonly host: string;
  /** Without query. */
  readonly path: string;
  /** With query. */
  readonly target: string;
  /** `unknown`: a token was checked, or may be there, that cannot be known. */
  readonly token: VerifiedToken | undefined | 'unknown';
}

/** Whether a part matches, and the node to point at for it. */
export interface Judgement {
  readonly truth: Truth;
  readonly node: YamlNode;
  /** `namespaces`, `when request.headers[x]`…; empty for a rule as a whole. */
  readonly part: string;
}

const HTTP_FIELDS: ReadonlySet<string> = new Set([
  'requestPrincipals',
  'notRequestPrincipals',
  'hosts',
  'notHosts',
  'methods',
  'notMethods',
  'paths',
  'notPaths',
]);

/**
 * @param action on a TCP port an ALLOW rule that uses HTTP is dropped (matches nothing); other actions lose only the HTTP parts, and so
 * match more (istio authz/model Generate).
 */
export function matchRule(rule: PolicyRule, action: string, policyNamespace: string, subject: Subject): Judgement {
  if (!subject.http && action === 'ALLOW') {
    const httpOnly = httpOnlyPart(rule);
    if (httpOnly) return { truth: false, node: httpOnly, part: 'a field of HTTP on a TCP port' };
  }
  let first: Judgement | undefined;
  let unknown: Judgement | undefined;
  const failed = (part: Judgement): boolean => {
    first ??= part;
    if (part.truth === undefined) unknown ??= part;
    return part.truth === false;
  };
  if (rule.from) {
    const part = anyOf(rule.from, (source) =>
      matchFields(source, (field, values) => matchSource(field, values, policyNamespace, subject), subject),
    );
    if (failed(part)) return part;
  }
  if (rule.to) {
    const part = anyOf(rule.to, (operation) =>
      matchFields(operation, (field, values) => matchOperation(field, values, subject), subject),
    );
    if (failed(part)) return part;
  }
  for (const condition of rule.when ?? []) {
    const part = matchCondition(condition, policyNamespace, subject);
    if (failed(part)) return part;
  }
  return unknown ?? first ?? { truth: rule.unknown ? undefined : true, node: rule.node, part: '' };
}

const usesHttp = (field: string, values: Values): boolean => HTTP_FIELDS.has(field) && isWritten(values);

/** An empty list counts as absent. */
export const isWritten = (values: Values | undefined): values is Values =>
  !!values && (values.items.length > 0 || values.unknown);

function httpOnlyPart(rule: PolicyRule): YamlNode | undefined {
  for (const match of [...(rule.from ?? []), ...(rule.to ?? [])]) {
    for (const [field, values] of match.fields) if (usesHttp(field, values)) return values.key;
  }
  for (const condition of rule.when ?? []) {
    const key = condition.key?.value === undefined ? undefined : readConditionKey(condition.key.value);
    if (key && isHttpOnlyKey(key) && (isWritten(condition.values) || isWritten(condition.notValues)))
      return condition.key!.node;
  }
  return undefined;
}

/** The first that matches, else the one that comes nearest. */
export function anyOf<T>(items: readonly T[], judge: (item: T) => Judgement): Judgement {
  let best: Judgement | undefined;
  for (const item of items) {
    const part = judge(item);
    if (part.truth === true) return part;
    if (!best || (part.truth === undefined && best.truth === false)) best = part;
  }
  return best!;
}

function matchFields<F extends string>(
  match: Match<F>,
  test: (field: F, values: Values) => Judgement,
  subject: Subject,
): Judgement {
  let first: Judgement | undefined;
  let unknown: Judgement | undefined;
  for (const [field, values] of match.fields) {
    if (!isWritten(values) || (!subject.http && HTTP_FIELDS.has(field))) continue;
    const part = test(field, values);
    if (part.truth === false) return part;
    first ??= part;
    if (part.truth === undefined) unknown ??= part;
  }
  return unknown ?? first ?? { truth: match.unknown ? undefined : true, node: match.node, part: '' };
}

/** One list: any value for a positive field, none for a `not` field. */
export function matchValues(
  part: string,
  values: Values,
  negative: boolean,
  test: (value: string) => Truth,
): Judgement {
  let hit: YamlNode | undefined;
  const truth = some(values.items, ({ value, node }) => {
    const one = value === undefined ? undefined : test(value);
    if (one === true) hit = node;
    return one;
  });
  const known = truth === false && values.unknown ? undefined : truth;
  return { truth: negative ? not(known) : known, node: hit ?? values.key, part };
}

function matchSource(field: SourceField, values: Values, policyNamespace: string, subject: Subject): Judgement {
  const negative = field.startsWith('not');
  const positive = (negative ? field[3]!.toLowerCase() + field.slice(4) : field) as SourceField;
  return matchValues(field, values, negative, (value) => {
    if (positive === 'ipBlocks') return inBlock(value, subject.sourceIp);
    if (positive === 'remoteIpBlocks') return inBlock(value, subject.remoteIp);
    if (positive === 'requestPrincipals') return withToken(subject, (token) => matchesRequestPrincipal(value, token));
    return matchIdentity(positive, value, policyNamespace, subject);
  });
}

function matchIdentity(field: string, value: string, policyNamespace: string, subject: Subject): boolean {
  const { identity, mesh } = subject;
  if (!identity) return false;
  if (field === 'namespaces') return matchesNamespace(value, identity);
  if (field === 'principals') return matchesPrincipal(value, identity, mesh);
  if (field === 'serviceAccounts') return matchesServiceAccount(value, identity, policyNamespace);
  return matchesTrustDomain(value, identity);
}

function matchOperation(field: OperationField, values: Values, subject: Subject): Judgement {
  const negative = field.startsWith('not');
  const positive = (negative ? field[3]!.toLowerCase() + field.slice(4) : field) as OperationField;
  return matchValues(field, values, negative, (value) => {
    const http = subject.http;
    if (positive === 'ports') return Number(value) === subject.port;
    if (!http) return true;
    if (positive === 'hosts')
      return http.request.hostIsAddress ? matchesSomeAddress(value) : matchesHost(value, http.host);
    if (positive === 'methods') return matchesHeader(value, http.request.method);
    return matchesPath(value, http.path);
  });
}

const inBlock = (block: string, address: string | undefined): Truth =>
  address === undefined ? undefined : inIpBlock(block, address);

function withToken(subject: Subject, test: (token: VerifiedToken | undefined) => Truth): Truth {
  const token = subject.http?.token;
  return token === 'unknown' ? undefined : test(token);
}

function matchCondition(condition: Condition, policyNamespace: string, subject: Subject): Judgement {
  const text = condition.key?.value;
  const key = text === undefined ? undefined : readConditionKey(text);
  const part = `when ${text ?? ''}`;
  if (!key) return { truth: undefined, node: condition.node, part };
  if (!subject.http && isHttpOnlyKey(key)) return { truth: true, node: condition.node, part };
  const test = (value: string) => matchKey(key, value, policyNamespace, subject);
  const wanted = isWritten(condition.values) ? matchValues(part, condition.values, false, test) : undefined;
  if (wanted?.truth === false) return wanted;
  const unwanted = isWritten(condition.notValues) ? matchValues(part, condition.notValues, true, test) : undefined;
  if (unwanted?.truth === false) return unwanted;
  if (!wanted && !unwanted) return { truth: condition.unknown ? undefined : true, node: condition.node, part };
  return wanted && wanted.truth === undefined
    ? wanted
    : unwanted && unwanted.truth === undefined
      ? unwanted
      : (wanted ?? unwanted!);
}

function matchKey(key: ConditionKey, value: string, policyNamespace: string, subject: Subject): Truth {
  switch (key.kind) {
    case 'source.ip':
      return inBlock(value, subject.sourceIp);
    case 'remote.ip':
      return inBlock(value, subject.remoteIp);
    case 'destination.ip':
      return inBlock(value, subject.destinationIp);
    case 'destination.port':
      return Number(value) === subject.port;
    case 'connection.sni':
      return matchesString(value, subject.sni ?? '');
    case 'source.namespace':
      return matchIdentity('namespaces', value, policyNamespace, subject);
    case 'source.principal':
      return matchIdentity('principals', value, policyNamespace, subject);
    case 'source.serviceAccount':
      return matchIdentity('serviceAccounts', value, policyNamespace, subject);
    case 'source.trustDomain':
      return matchIdentity('trustDomains', value, policyNamespace, subject);
    case 'request.auth.principal':
      return withToken(subject, (token) => matchesRequestPrincipal(value, token));
    case 'request.auth.audiences':
      return withToken(subject, (token) => matchesClaim(['aud'], value, token));
    case 'request.auth.presenter':
      return withToken(subject, (token) => matchesClaim(['azp'], value, token));
    case 'request.auth.claims':
      return withToken(subject, (token) => matchesClaim(key.path, value, token));
    case 'request.headers':
    case 'request.experimental.inline.headers':
      return matchRequestHeader(key, value, subject);
    case 'experimental.envoy.filters':
      // Metadata that only an EnvoyFilter or another extension could set.
      return subject.http?.request.open ? undefined : false;
  }
}

function matchRequestHeader(key: { kind: string; name: string }, value: string, subject: Subject): Truth {
  const { request, host, target, token } = subject.http!;
  const name = key.name.toLowerCase();
  if (name === 'host' || name === ':authority')
    return request.hostIsAddress ? matchesSomeAddress(value) : matchesHeader(value, host);
  if (name === ':path') return matchesHeader(value, target);
  if (name === ':method') return matchesHeader(value, request.method);
  if (name === 'x-forwarded-client-cert') {
    // Written by the proxy itself: present with a certificate, taken off without.
    if (!subject.identity) return false;
    return value === '*' ? true : matchForwardedCert(value, subject);
  }
  if (name === 'authorization' && request.token) {
    if (token === 'unknown') return undefined;
    if (token?.removed) return false;
    return value === '*'
      ? true
      : value.startsWith('*')
        ? undefined
        : matchesString('Bearer *', value)
          ? undefined
          : false;
  }
  const lines = headerLines(request, name);
  if (lines.length === 0) {
    if (request.without?.has(name)) return false;
    return request.open || PROXY_HEADERS.has(name) ? undefined : false;
  }
  // Each line is compared alone (Envoy 1.40, rbac_match_headers_individually); the inline form sees them joined.
  if (key.kind === 'request.headers') return some(lines, (line) => matchesHeader(value, line));
  return matchesHeader(value, lines.join(','));
}

/** Headers that proxies add by themselves. */
const PROXY_HEADERS: ReadonlySet<string> = new Set([
  'x-request-id',
  'x-forwarded-proto',
  'x-envoy-attempt-count',
  'x-b3-traceid',
  'traceparent',
]);

/** `By=…;Hash=…;Subject="…";URI=spiffe://…`: begins with By, ends with the peer's identity; the middle cannot be known. */
function matchForwardedCert(value: string, subject: Subject): Truth {
  const { trustDomain, namespace, serviceAccount } = subject.identity!;
  const end = `;URI=spiffe://${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
  if (value.startsWith('*')) {
    const suffix = value.slice(1);
    return suffix.length <= end.length ? end.endsWith(suffix) : suffix.endsWith(end) ? undefined : false;
  }
  const begin = 'By=spiffe://';
  if (!value.endsWith('*')) return value.startsWith(begin) ? undefined : false;
  const prefix = value.slice(0, -1);
  return prefix.length <= begin.length ? begin.startsWith(prefix) : prefix.startsWith(begin) ? undefined : false;
}
