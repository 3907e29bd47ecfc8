/** What the receiving side of a hop answers: the sidecar's policies, a pod without one, the gateway's policies. */
import type { ProxyPolicies } from '../decide';
import { type Identity, principalOf } from '../identity';
import type { Answer, HttpRequest } from '../question';
import type { PathContext } from './context';
import type { Membership } from './mesh-membership';
import { type Component, podPort } from './service-model';
import type { SentTls } from './types';

/** Port of the activator's pods. */
export const ACTIVATOR_PORT = 8012;

/** @param identities certificates that the sender may hold; those of a sender that sends no mutual TLS do not count. */
export function judgePod(
  context: PathContext,
  component: Component,
  tls: SentTls,
  identities: readonly Identity[],
  http: HttpRequest,
): Answer {
  const policies = context.podPolicies(component);
  return judgeSidecar(context, policies, component.membership.kind, podPort(context.model), tls, identities, http);
}

export function judgeActivator(
  context: PathContext,
  tls: SentTls,
  identities: readonly Identity[],
  http: HttpRequest,
): Answer {
  const { policies, membership } = context.activator;
  return judgeSidecar(context, policies, membership.kind, ACTIVATOR_PORT, tls, identities, http);
}

/** The connection was accepted already: gateways have servers, not PeerAuthentications. */
export function judgeGateway(
  context: PathContext,
  port: number,
  tls: SentTls,
  identities: readonly Identity[],
  http: HttpRequest,
): Answer {
  const sends = tls === 'mtls' ? 'mtls' : 'plaintext';
  return agree(context, context.gateway, port, tls, identities, http, (identity) =>
    context.gateway.authorize({ identity, sends, port, http }, { mtlsMode: undefined, transport: 'none' }),
  );
}

function judgeSidecar(
  context: PathContext,
  policies: ProxyPolicies,
  membership: Membership['kind'],
  port: number,
  tls: SentTls,
  identities: readonly Identity[],
  http: HttpRequest,
): Answer {
  const { namespace } = policies.workload;
  if (membership === 'unknown')
    return plainAnswer('unknown', `Whether the pods of ${namespace} have a sidecar cannot be known`);
  if (membership === 'ambient')
    return plainAnswer('unknown', `Namespace ${namespace} is in the ambient mesh: this path was never run`);
  if (membership === 'none') {
    return tls === 'plaintext'
      ? plainAnswer('allow', 'The pod has no sidecar, so no policy stands before it')
      : plainAnswer('reject-mtls', 'The pod has no sidecar and cannot take TLS');
  }
  if (tls === 'tls') return plainAnswer('reject-tls', "The sidecar takes only the mesh's own TLS");
  const sends = tls === 'mtls' ? 'mtls' : 'plaintext';
  return agree(context, policies, port, tls, identities, http, (identity) =>
    policies.decide({ identity, sends, port, http }),
  );
}

const plainAnswer = (verdict: Answer['verdict'], text: string): Answer => ({
  verdict,
  mtlsMode: undefined,
  transport: 'none',
  reasons: [{ text }],
});

/** One answer for all certificates that the sender may hold; unknown when they differ. */
function agree(
  context: PathContext,
  policies: ProxyPolicies,
  port: number,
  tls: SentTls,
  identities: readonly Identity[],
  http: HttpRequest,
  ask: (identity: Identity | undefined) => Answer,
): Answer {
  const peers = tls === 'mtls' ? identities : [];
  const headers = Object.values(http.headers).join(' ');
  const key = `${port} ${tls} ${peers.map(principalOf).join(' ')} ${http.method} ${http.path} ${http.host} ${headers} ${http.without?.size ?? ''}`;
  const known = context.answers.get(policies)?.get(key);
  if (known) return known;
  const answers = peers.length === 0 ? [ask(undefined)] : peers.map(ask);
  const first = answers[0]!;
  const same = answers.every((answer) => answer.verdict === first.verdict);
  const text = `It depends on the account that the caller runs as: ${peers.map(principalOf).join(' or ')}`;
  const answer: Answer = same
    ? first
    : { ...first, verdict: 'unknown', reasons: [{ text }, ...answers.flatMap((one) => one.reasons)] };
  const mine = context.answers.get(policies);
  if (mine) mine.set(key, answer);
  else context.answers.set(policies, new Map([[key, answer]]));
  return answer;
}
