/**
 * The decision of ambient mode's node proxy, which reads connections and no HTTP. Policies as istiod hands them over (istio
 * pilot/pkg/serviceregistry/ambient authorization.go) and as ztunnel judges them (ztunnel src/rbac.rs).
 */
import type {
  AuthorizationPolicy,
  Condition,
  Match,
  OperationField,
  PolicyRule,
  SourceField,
  Values,
} from '../model/authorization-policy';
import { readConditionKey } from './condition';
import { dryRunOf } from './enforce';
import { matchesServiceAccount, principalOf } from './identity';
import { inIpBlock } from './ip';
import { peerModeOf } from './peer-mode';
import { applying, type Placed, type PolicySet } from './policies';
import type { AccessRequest, Answer, MeshFacts, Reason, Workload } from './question';
import { anyOf, isWritten, type Judgement, matchValues } from './rule-match';
import { matchesString } from './string-match';
import type { Truth } from './truth';

interface Asked {
  readonly request: AccessRequest;
  readonly workload: Workload;
  /** Of the policy that is judged. */
  readonly namespace: string;
}

interface Judged extends Judgement {
  readonly policy: Placed<AuthorizationPolicy>;
  readonly index: number;
}

/**
 * For a pod of the ambient mesh. PERMISSIVE and DISABLE are one there. What is refused is closed as a connection: no status comes back.
 * @param request its HTTP part is not looked at
 */
export function decideAtZtunnel(
  workload: Workload,
  request: AccessRequest,
  policies: PolicySet,
  mesh: MeshFacts,
): Answer {
  const peer = peerModeOf(workload, request.port, policies, mesh);
  const sends = request.identity && request.sends !== 'plaintext' ? 'mtls' : 'plaintext';
  const base = { mtlsMode: peer.mode, transport: sends, onConnection: true } as const;
  if (peer.mode === undefined) return { ...base, verdict: 'unknown', reasons: [peer.reason] };
  if (sends === 'plaintext' && peer.mode === 'STRICT')
    return { ...base, verdict: 'reject-plaintext', reasons: [peer.reason] };
  const asked = { request: { ...request, identity: sends === 'mtls' ? request.identity : undefined }, workload };
  const unsure: Reason[] = [];
  const allowing: Judged[] = [];
  const allowPolicies: Truth[] = [];
  for (const { policy, selects } of applying(policies.authorization, workload, mesh)) {
    const { action, rules, unknown } = policy.spec;
    const dry = dryRunOf(policy);
    if (dry === true || action === 'AUDIT' || action === 'CUSTOM') continue;
    if (action === undefined || dry === undefined || (unknown && rules.length === 0)) {
      unsure.push(about(policy, 'cannot be read as a whole'));
      continue;
    }
    const judged = rules.map((rule, index): Judged => {
      const part = matchRule(rule, action, { ...asked, namespace: policy.namespace });
      return { ...part, truth: part.truth && selects, policy, index };
    });
    if (action === 'ALLOW') {
      allowPolicies.push(selects);
      allowing.push(...judged);
      continue;
    }
    const denies = judged.find(({ truth }) => truth === true);
    if (denies) return { ...base, verdict: 'deny', reasons: [told(denies, 'matches')] };
    unsure.push(...judged.filter(({ truth }) => truth === undefined).map((one) => told(one, 'may match')));
  }
  const allows = allowing.find(({ truth }) => truth === true);
  if (unsure.length > 0) return { ...base, verdict: 'unknown', reasons: unsure };
  if (allows) return { ...base, verdict: 'allow', reasons: [told(allows, 'matches')] };
  if (allowPolicies.length === 0) return { ...base, verdict: 'allow', reasons: [NO_ALLOW] };
  const maybe = allowing.filter(({ truth }) => truth === undefined);
  if (maybe.length > 0 || !allowPolicies.includes(true)) {
    const text = 'ALLOW policies may select this workload, and may match';
    return { ...base, verdict: 'unknown', reasons: [{ text }, ...maybe.map((one) => told(one, 'may match'))] };
  }
  return {
    ...base,
    verdict: 'deny',
    reasons: [NONE_MATCHES, ...allowing.map((one) => told(one, 'does not match'))],
  };
}

const NO_ALLOW: Reason = { text: 'ztunnel has no ALLOW policy for this workload, and no DENY rule matches' };
const NONE_MATCHES: Reason = {
  text: 'ALLOW policies select this workload, and none of their rules matches at ztunnel',
};

const about = ({ namespace, name, spec }: Placed<AuthorizationPolicy>, what: string): Reason => ({
  text: `AuthorizationPolicy ${namespace}/${name} ${what}`,
  resource: spec.resource,
  node: spec.actionNode ?? spec.resource.headNode,
});

function told({ policy, index, part, node }: Judged, what: string): Reason {
  const { namespace, name, spec } = policy;
  const by = part === '' ? '' : `: ${what === 'matches' ? 'by ' : ''}${part}`;
  const text = `Rule ${index + 1} of AuthorizationPolicy ${namespace}/${name} (${spec.action}) ${what}${by}`;
  return { text, resource: spec.resource, node };
}

/** A clause (`from`, `to`, one condition) of which ztunnel reads nothing never matches; an ALLOW rule that needs HTTP is left out whole. */
function matchRule(rule: PolicyRule, action: string, asked: Asked): Judgement {
  const http = action === 'ALLOW' ? httpPart(rule) : undefined;
  if (http) return http;
  const parts = [
    ...(rule.from ? [anyOf(rule.from, (source) => matchSource(source, asked))] : []),
    ...(rule.to ? [anyOf(rule.to, (operation) => matchOperation(operation, asked))] : []),
    ...(rule.when ?? []).map((condition) => matchCondition(condition, asked)),
  ];
  return (
    parts.find(({ truth }) => truth === false) ??
    parts.find(({ truth }) => truth === undefined) ??
    parts[0] ?? { truth: rule.unknown ? undefined : true, node: rule.node, part: '' }
  );
}

const HTTP_FIELDS: ReadonlySet<string> = new Set(
  'requestPrincipals notRequestPrincipals remoteIpBlocks notRemoteIpBlocks hosts notHosts methods notMethods paths notPaths'.split(
    ' ',
  ),
);
const CONNECTION_KEYS: ReadonlySet<string> = new Set([
  'source.ip',
  'source.namespace',
  'source.principal',
  'destination.ip',
  'destination.port',
]);

function httpPart(rule: PolicyRule): Judgement | undefined {
  for (const { fields } of [...(rule.from ?? []), ...(rule.to ?? [])]) {
    for (const [field, values] of fields) {
      if (HTTP_FIELDS.has(field) && isWritten(values))
        return { truth: false, node: values.key, part: `${field} needs HTTP, which ztunnel does not read` };
    }
  }
  for (const { key, node } of rule.when ?? []) {
    if (key?.value !== undefined && !CONNECTION_KEYS.has(key.value))
      return { truth: false, node, part: `${key.value} is nothing that ztunnel reads` };
  }
  return undefined;
}

function matchSource(source: Match<SourceField>, asked: Asked): Judgement {
  return matchItem(source, (field, values) => {
    const positive = positiveOf(field);
    // Older control planes do not hand it over, newer ones may.
    if (positive === 'trustDomains')
      return { truth: undefined, node: values.key, part: 'trustDomains in ambient mode' };
    return matchValues(field, values, positive !== field, (value) => matchPeer(positive, value, asked));
  });
}

function matchOperation(operation: Match<OperationField>, { request }: Asked): Judgement {
  return matchItem(operation, (field, values) =>
    matchValues(field, values, field === 'notPorts', (value) => Number(value) === request.port),
  );
}

function matchItem<F extends string>(item: Match<F>, test: (field: F, values: Values) => Judgement): Judgement {
  const read = [...item.fields].filter(([field, values]) => isWritten(values) && !HTTP_FIELDS.has(field));
  if (read.length === 0) {
    return item.unknown
      ? { truth: undefined, node: item.node, part: '' }
      : { truth: false, node: item.node, part: 'nothing of it is read by ztunnel, so it never matches' };
  }
  const parts = read.map(([field, values]) => test(field, values));
  return (
    parts.find(({ truth }) => truth === false) ??
    parts.find(({ truth }) => truth === undefined) ??
    (item.unknown ? { truth: undefined, node: item.node, part: '' } : parts[0]!)
  );
}

function matchPeer(field: string, value: string, { request, namespace }: Asked): Truth {
  const { identity, sourceIp } = request;
  switch (field) {
    case 'ipBlocks':
      return sourceIp === undefined ? undefined : inIpBlock(value, sourceIp);
    case 'namespaces':
      return matchesString(value, identity?.namespace ?? '');
    case 'principals':
      // Trust domain aliases and the placeholder cluster.local are not replaced for ztunnel.
      return identity !== undefined && matchesString(value, principalOf(identity));
    default:
      return identity !== undefined && matchesServiceAccount(value, identity, namespace);
  }
}

function matchCondition(condition: Condition, asked: Asked): Judgement {
  const { node } = condition;
  const text = condition.key?.value;
  const key = text === undefined ? undefined : readConditionKey(text);
  const part = `when ${text ?? ''}`;
  if (!key || text === undefined) return { truth: undefined, node, part };
  if (!CONNECTION_KEYS.has(text)) return { truth: false, node, part: `${part}, which ztunnel does not read` };
  const test = (value: string): Truth => {
    if (text === 'destination.port') return Number(value) === asked.request.port;
    if (text === 'destination.ip')
      return asked.workload.ip === undefined ? undefined : inIpBlock(value, asked.workload.ip);
    return matchPeer(PEER_FIELDS[text]!, value, asked);
  };
  const written = [
    ...(isWritten(condition.values) ? [matchValues(part, condition.values, false, test)] : []),
    ...(isWritten(condition.notValues) ? [matchValues(part, condition.notValues, true, test)] : []),
  ];
  return (
    written.find(({ truth }) => truth === false) ??
    written.find(({ truth }) => truth === undefined) ??
    written[0] ?? { truth: undefined, node, part }
  );
}

const PEER_FIELDS: Readonly<Record<string, string>> = {
  'source.ip': 'ipBlocks',
  'source.namespace': 'namespaces',
  'source.principal': 'principals',
};

const positiveOf = (field: SourceField): SourceField =>
  (field.startsWith('not') ? field[3]!.toLowerCase() + field.slice(4) : field) as SourceField;
