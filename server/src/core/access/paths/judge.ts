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
  if (component.membership.kind === 'ambient' && context.model.mode === 'Standard' && tls !== 'tls') {
    const request = { sends: tls === 'mtls' ? 'mtls' : 'plaintext', port: podPort(context.model), http } as const;
    return agree(tls, identities, (identity) => policies.decideAtZtunnel({ ...request, identity }));
  }
  return judgeSidecar(policies, component.membership.kind, podPort(context.model), tls, identities, http);
}

export function judgeActivator(
  context: PathContext,
  tls: SentTls,
  identities: readonly Identity[],
  http: HttpRequest,
): Answer {
  const { policies, membership } = context.activator;
  return judgeSidecar(policies, membership.kind, ACTIVATOR_PORT, tls, identities, http);
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
  return agree(tls, identities, (identity) =>
    context.gateway.authorize({ identity, sends, port, http }, { mtlsMode: undefined, transport: 'none' }),
  );
}

function judgeSidecar(
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
    return plainAnswer(
      'unknown',
      `Knative in ambient namespace ${namespace} cannot be judged: net-istio does not claim to support it, and this path was never run`,
    );
  if (membership === 'none') {
    return tls === 'plaintext'
      ? plainAnswer('allow', 'The pod has no sidecar, so no policy stands before it')
      : plainAnswer('reject-mtls', 'The pod has no sidecar and cannot take TLS');
  }
  if (tls === 'tls') return plainAnswer('reject-tls', "The sidecar takes only the mesh's own TLS");
  const sends = tls === 'mtls' ? 'mtls' : 'plaintext';
  return agree(tls, identities, (identity) => policies.decide({ identity, sends, port, http }));
}

const plainAnswer = (verdict: Answer['verdict'], text: string): Answer => ({
  verdict,
  mtlsMode: undefined,
  transport: 'none',
  reasons: [{ text }],
});

/** One answer for all certificates that the sender may hold; unknown when they differ. */
export function agree(
  tls: SentTls,
  identities: readonly Identity[],
  ask: (identity: Identity | undefined) => Answer,
): Answer {
  const [only, ...others] = tls === 'mtls' ? identities : [];
  const first = ask(only);
  if (others.length === 0) return first;
  const answers = [first, ...others.map(ask)];
  if (answers.every((answer) => answer.verdict === first.verdict)) return first;
  const text = `It depends on the account that the caller runs as: ${identities.map(principalOf).join(' or ')}`;
  return { ...first, verdict: 'unknown', reasons: [{ text }, ...answers.flatMap((answer) => answer.reasons)] };
}
