/** The decision at one proxy: connection, HTTP parsing, token, CUSTOM, DENY, ALLOW, in the order of Istio's filters. */
import type { AuthorizationPolicy, PolicyAction } from '../model/authorization-policy';
import { stringOf } from '../yaml/node';
import { isTrusted } from './identity';
import { remoteAddress } from './ip';
import { checkToken, headerLines, type TokenResult } from './jwt';
import { breaksListener, readTarget } from './path';
import { peerModeOf } from './peer-mode';
import { applying, type Placed, type PolicySet } from './policies';
import type { AccessRequest, Answer, HttpRequest, MeshFacts, Reason, Transport, Workload } from './question';
import { type Judgement, matchRule, type Subject, type SubjectHttp } from './rule-match';
import type { Truth } from './truth';

export interface Question {
  readonly workload: Workload;
  readonly request: AccessRequest;
  readonly policies: PolicySet;
  readonly mesh: MeshFacts;
}

/** Decides as the workload's sidecar does (checked against a real Envoy with configuration from Istio's own code). */
export function decide(question: Question): Answer {
  const { workload, request, policies, mesh } = question;
  const peer = peerModeOf(workload, request.port, policies, mesh);
  const mode = peer.mode;
  const broken = brokenListener(question);
  if (broken) return { verdict: 'config-rejected', mtlsMode: mode, transport: 'none', reasons: [broken] };
  if (mode === undefined) return { verdict: 'unknown', mtlsMode: mode, transport: 'none', reasons: [peer.reason] };
  const sends =
    request.sends === 'auto' ? (request.identity && mode !== 'DISABLE' ? 'mtls' : 'plaintext') : request.sends;
  const base = { mtlsMode: mode, transport: sends };
  if (sends === 'plaintext' && mode === 'STRICT') {
    return { ...base, verdict: 'reject-plaintext', details: 'filter_chain_not_found', reasons: [peer.reason] };
  }
  if (sends === 'mtls' && mode === 'DISABLE') return { ...base, verdict: 'reject-mtls', reasons: [peer.reason] };
  const identity = sends === 'mtls' ? request.identity : undefined;
  if (identity && !isTrusted(identity, mesh)) {
    const text = `Trust domain ${identity.trustDomain} is neither the mesh's (${mesh.trustDomain}) nor an alias of it`;
    return { ...base, verdict: 'reject-tls', reasons: [{ text }] };
  }
  return authorize({ ...question, request: { ...request, identity } }, base);
}

/**
 * The policies of one proxy, for a connection that was accepted: also right for gateways, which have no PeerAuthentication.
 * @param base what is said of the connection in the answer; `request.identity` is what the proxy saw of the peer.
 */
export function authorize(question: Question, base: { mtlsMode: Answer['mtlsMode']; transport: Transport }): Answer {
  const { workload, request, policies, mesh } = question;
  const declared = workload.ports?.find((one) => one.port === request.port);
  const isHttp = request.http !== undefined && declared?.protocol !== 'TCP';
  let http: SubjectHttp | undefined;
  const tokenReasons: Reason[] = [];
  if (isHttp) {
    const parsed = readRequest(request.http!);
    if (typeof parsed === 'string') {
      return {
        ...base,
        verdict: 'bad-request',
        httpStatus: 400,
        details: parsed,
        reasons: [{ text: BAD_REQUEST[parsed]! }],
      };
    }
    const token = tokenOf(question);
    if (token.kind === 'refused') {
      return { ...base, verdict: 'deny', httpStatus: token.status, details: token.details, reasons: [token.reason] };
    }
    if (token.kind === 'unknown') tokenReasons.push(token.reason);
    http = {
      ...parsed,
      token: token.kind === 'unknown' ? 'unknown' : token.kind === 'verified' ? token.token : undefined,
    };
  }
  const subject: Subject = {
    identity: request.identity,
    sourceIp: request.sourceIp,
    remoteIp: remoteIpOf(request, isHttp),
    destinationIp: workload.ip,
    port: request.port,
    sni: request.identity ? (request.sni ?? `outbound_.${request.port}_._.${request.http?.host ?? ''}`) : undefined,
    http,
    mesh,
  };
  return { ...base, ...enforce(applying(policies.authorization, workload, mesh), subject, tokenReasons) };
}

/** Methods that Envoy's HTTP/1 codec knows (balsa_parser.cc). */
const METHODS: ReadonlySet<string> = new Set(
  (
    'ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MOVE MSEARCH NOTIFY OPTIONS PATCH POST ' +
    'PROPFIND PROPPATCH PURGE PUT REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE'
  ).split(' '),
);

const BAD_REQUEST: Readonly<Record<string, string>> = {
  'http1.codec_error':
    'Envoy answers 400 before any policy: its HTTP/1 parser does not know the method, or the target does not begin with a slash',
  path_normalization_failed: 'Envoy answers 400 before any policy: the path cannot be normalized',
};

function readRequest(
  request: HttpRequest,
): Omit<SubjectHttp, 'token'> | 'http1.codec_error' | 'path_normalization_failed' {
  if (!METHODS.has(request.method)) return 'http1.codec_error';
  const target = readTarget(request.path);
  if (target === 'codec') return 'http1.codec_error';
  if (target === 'normalization') return 'path_normalization_failed';
  return { request, path: target.path, target: target.full, host: target.host ?? request.host };
}

function tokenOf({ workload, request, policies, mesh }: Question): TokenResult {
  const found = applying(policies.request, workload, mesh).filter(
    ({ policy }) => policy.spec.rules.length > 0 || policy.spec.unknown,
  );
  const unsure = found.find(
    ({ selects, policy }) => selects === undefined || (policy.spec.unknown && policy.spec.rules.length === 0),
  );
  if (unsure && (request.http!.token || request.http!.open)) {
    const { resource } = unsure.policy.spec;
    const text = `RequestAuthentication ${unsure.policy.namespace}/${unsure.policy.name} may apply: it cannot be read as a whole`;
    return { kind: 'unknown', reason: { text, resource, node: resource.headNode } };
  }
  return checkToken(
    found.map(({ policy }) => policy),
    request.http!,
  );
}

function remoteIpOf(request: AccessRequest, isHttp: boolean): string | undefined {
  if (!isHttp) return request.sourceIp;
  const lines = headerLines(request.http!, 'x-forwarded-for');
  if (lines.length === 0 && request.http!.open) return undefined;
  return remoteAddress(request.sourceIp, lines.length === 0 ? undefined : lines.join(','));
}

type Applying = { readonly policy: Placed<AuthorizationPolicy>; readonly selects: Truth };

interface RuleResult extends Judgement {
  readonly policy: Placed<AuthorizationPolicy>;
  readonly index: number;
  /** `ns[..]-policy[..]-rule[i]`: Envoy's name for the rule. */
  readonly name: string;
}

function enforce(
  all: readonly Applying[],
  subject: Subject,
  tokenReasons: readonly Reason[],
): Pick<Answer, 'verdict' | 'httpStatus' | 'details' | 'reasons'> {
  const enforced = all.filter(({ policy }) => dryRunOf(policy) !== true);
  const unsure: Reason[] = [];
  const isHttp = subject.http !== undefined;
  const deny = (result: RuleResult, name: string) => ({
    verdict: 'deny' as const,
    ...(isHttp ? { httpStatus: 403 as const } : {}),
    details: `rbac_access_denied_matched_policy[${name}]`,
    reasons: [reasonOf(result)],
  });

  const custom = rulesOf(enforced, 'CUSTOM', subject);
  for (const { matched, provider, name } of customProviders(enforced, custom, subject.mesh)) {
    if (matched.truth === true && provider === 'bad') return deny(matched, name);
    unsure.push({
      ...reasonOf(matched),
      text: `${labelOf(matched)} asks the external authorizer ${matched.policy.spec.provider?.value ?? ''}, which no file can answer for`,
    });
  }
  const denied = rulesOf(enforced, 'DENY', subject).filter((rule) => rule.truth !== false);
  const certain = denied.filter((rule) => rule.truth === true);
  if (certain.length > 0) {
    if (unsure.length > 0)
      return { verdict: 'deny', ...(isHttp ? { httpStatus: 403 } : {}), reasons: [reasonOf(certain[0]!)] };
    return deny(certain[0]!, certain[0]!.name);
  }
  for (const rule of denied) unsure.push(unknownReason(rule));

  const allowPolicies = enforced.filter(({ policy }) => policy.spec.action === 'ALLOW');
  for (const { policy } of enforced) if (policy.spec.action === undefined) unsure.push(unreadable(policy, 'action'));
  for (const { policy } of enforced)
    if (dryRunOf(policy) === undefined) unsure.push(unreadable(policy, 'dry-run annotation'));
  const rules = rulesOf(allowPolicies, 'ALLOW', subject);
  const allowed = rules.find((rule) => rule.truth === true);
  const undecided = (): Answer['reasons'] => [...unsure, ...tokenReasons];
  if (allowPolicies.length === 0) {
    if (unsure.length > 0) return { verdict: 'unknown', reasons: undecided() };
    const text =
      all.length === 0
        ? 'No AuthorizationPolicy selects this workload, so everything is allowed'
        : 'No ALLOW policy selects this workload, and no DENY rule matches';
    return { verdict: 'allow', ...(isHttp ? { httpStatus: 200 } : {}), reasons: [{ text }] };
  }
  if (allowed) {
    if (unsure.length > 0) return { verdict: 'unknown', reasons: [...undecided(), reasonOf(allowed)] };
    return { verdict: 'allow', ...(isHttp ? { httpStatus: 200 } : {}), reasons: [reasonOf(allowed)] };
  }
  const maybe = rules.filter((rule) => rule.truth === undefined);
  const open = allowPolicies.filter(({ policy }) => policy.spec.unknown && policy.spec.rules.length === 0);
  const certainAllow = allowPolicies.some(({ selects }) => selects === true);
  if (maybe.length > 0 || open.length > 0 || (unsure.length > 0 && !certainAllow) || !certainAllow) {
    return {
      verdict: 'unknown',
      reasons: [...undecided(), ...maybe.map(unknownReason), ...open.map(({ policy }) => unreadable(policy, 'rules'))],
    };
  }
  return {
    verdict: 'deny',
    ...(isHttp ? { httpStatus: 403 } : {}),
    ...(unsure.length === 0 ? { details: 'rbac_access_denied_matched_policy[none]' } : {}),
    reasons: noneMatched(allowPolicies, rules),
  };
}

/** Rules of one action in the order of their names, as Envoy walks them; a policy that only may select weakens every match. */
function rulesOf(policies: readonly Applying[], action: PolicyAction, subject: Subject): RuleResult[] {
  return policies
    .filter(({ policy }) => policy.spec.action === action)
    .flatMap(({ policy, selects }) =>
      policy.spec.rules.map((rule, index) => {
        const judged = matchRule(rule, action, policy.namespace, subject);
        const truth =
          judged.truth !== false && (selects === undefined || dryRunOf(policy) === undefined)
            ? undefined
            : judged.truth;
        return {
          ...judged,
          truth,
          policy,
          index,
          name: `ns[${policy.namespace}]-policy[${policy.name}]-rule[${index}]`,
        };
      }),
    )
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/**
 * CUSTOM rules that match. A provider that the mesh does not know, or several on one workload, deny (istio authz/builder); a known one
 * decides for itself.
 */
function customProviders(enforced: readonly Applying[], rules: readonly RuleResult[], mesh: MeshFacts) {
  const providers = new Set(
    enforced.flatMap(({ policy }) => (policy.spec.action === 'CUSTOM' ? (policy.spec.provider?.value ?? '') : [])),
  );
  return rules
    .filter((rule) => rule.truth !== false)
    .map((matched) => {
      const provider = matched.policy.spec.provider?.value ?? '';
      const known = mesh.extensionProviders === 'unknown' ? undefined : mesh.extensionProviders.includes(provider);
      const bad = providers.size > 1 || known === false;
      return {
        matched,
        provider: bad ? ('bad' as const) : ('asked' as const),
        order: provider,
        name: `istio-ext-authz-${provider}-${matched.name}-deny-due-to-bad-CUSTOM-action`,
      };
    })
    .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const TRUE_WORDS: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);

/** `undefined` when the annotation is written but unreadable. */
function dryRunOf(policy: Placed<AuthorizationPolicy>): Truth {
  const node = policy.spec.resource.at('metadata', 'annotations', 'istio.io/dry-run');
  if (!node) return false;
  const text = stringOf(node);
  return text === undefined ? undefined : TRUE_WORDS.has(text);
}

/** A path template without a leading slash, in any policy that reaches the proxy, enforced or not. */
function brokenListener({ workload, policies, mesh }: Question): Reason | undefined {
  for (const { policy, selects } of applying(policies.authorization, workload, mesh)) {
    if (selects !== true) continue;
    for (const rule of policy.spec.rules) {
      for (const operation of rule.to ?? []) {
        for (const field of ['paths', 'notPaths'] as const) {
          const value = operation.fields
            .get(field)
            ?.items.find((item) => item.value !== undefined && breaksListener(item.value));
          if (!value) continue;
          const text = `The path template ${value.value} does not begin with a slash: Istio takes it, but Envoy aborts when it loads the listener`;
          return { text, resource: policy.spec.resource, node: value.node };
        }
      }
    }
  }
  return undefined;
}

const labelOf = ({ policy, index }: RuleResult): string =>
  `Rule ${index + 1} of AuthorizationPolicy ${policy.namespace}/${policy.name}`;

function reasonOf(rule: RuleResult): Reason {
  const { action, resource } = rule.policy.spec;
  const by = rule.part === '' ? 'it takes every request' : `by ${rule.part}`;
  return { text: `${labelOf(rule)} (${action}) matches: ${by}`, resource, node: rule.node };
}

const unknownReason = (rule: RuleResult): Reason => ({
  text: `${labelOf(rule)} may match: ${rule.part === '' ? 'a part of it cannot be read' : `${rule.part} cannot be known`}`,
  resource: rule.policy.spec.resource,
  node: rule.node,
});

const unreadable = (policy: Placed<AuthorizationPolicy>, what: string): Reason => ({
  text: `The ${what} of AuthorizationPolicy ${policy.namespace}/${policy.name} cannot be read`,
  resource: policy.spec.resource,
  node: policy.spec.actionNode ?? policy.spec.resource.headNode,
});

/** Why no ALLOW rule matches: one reason a policy, or a rule where there are few. */
function noneMatched(policies: readonly Applying[], rules: readonly RuleResult[]): Reason[] {
  const empty = policies
    .filter(({ policy }) => policy.spec.rules.length === 0)
    .map(({ policy }) => ({
      text: `AuthorizationPolicy ${policy.namespace}/${policy.name} has no rules, so it allows nothing`,
      resource: policy.spec.resource,
      node: policy.spec.rulesNode ?? policy.spec.resource.headNode,
    }));
  const failed = rules.map((rule) => ({
    text: `${labelOf(rule)} does not match: ${rule.part}`,
    resource: rule.policy.spec.resource,
    node: rule.node,
  }));
  return [{ text: 'ALLOW policies select this workload, and none of their rules matches' }, ...empty, ...failed];
}
