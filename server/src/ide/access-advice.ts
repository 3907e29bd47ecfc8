/** What to change about a request that gets in though it should not, or does not though it should. Modest: it starts from facts of the row. */
import type { AccessRow } from '../core';
import { verdictOf } from './access-words';

const ACTIVATOR_OFF =
  'Keep the activator off the path: annotation autoscaling.knative.dev/target-burst-capacity: "0" on the model, and minReplicas of 1 or more.';

/** @param others all rows of the same caller */
export function adviceFor(row: AccessRow, others: readonly AccessRow[]): string[] {
  const verdict = verdictOf(row.result);
  if (verdict === 'unknown') return ['Look at the reasons: they name what no file says.'];
  return verdict === 'open' ? openAdvice(row, others) : closedAdvice(row);
}

function openAdvice(row: AccessRow, others: readonly AccessRow[]): string[] {
  const last = row.hops.filter(({ probe }) => !probe).at(-1);
  if (last?.to === 'pod' && last.identity === null)
    return [
      'Nobody proves who they are on this way. A PeerAuthentication with mode STRICT refuses plaintext, and an ALLOW rule that names principals or namespaces then refuses the rest.',
    ];
  const refusedDirectly = others.some(
    ({ host, path, result }) => host === 'predictor' && !path.includes('A') && result === '403',
  );
  if (last?.from === 'activator') {
    if (!refusedDirectly && row.host !== 'activator-service') return [];
    return [
      `The model sees the activator and not the caller. Limit the rule that admits ${row.identity} to what the activator asks for itself (/healthz, /metrics, /ready, /wait-for-drain).`,
      row.host === 'activator-service'
        ? "An AuthorizationPolicy or a NetworkPolicy before Knative's activator keeps callers from addressing it themselves."
        : ACTIVATOR_OFF,
    ];
  }
  if (last?.from === 'gateway')
    return [
      `The model sees the gateway and not the caller: whoever reaches the gateway gets in. If that is not meant, take ${row.identity} out of the rule, or ask for identities or tokens at the gateway.`,
    ];
  return [];
}

function closedAdvice(row: AccessRow): string[] {
  const last = row.hops.at(-1);
  switch (row.result) {
    case '403':
      return [forbidden(row)];
    case '404':
      return [
        'To open it: a route for this host (remove the label that makes the model cluster-local, or use a host that has one).',
      ];
    case 'dns':
      return [
        "To open it: the predictor's host, or KServe's top-level VirtualService (disableIstioVirtualHost: false).",
      ];
    case 'timeout':
      return [
        "To open it: let the activator's probe in. Mode STRICT makes the activator's own requests carry its identity; a rule for it on /healthz is then enough.",
        ACTIVATOR_OFF,
      ];
    case '503':
    case 'reset':
      if (last?.to === 'pod' && last.tls === 'plaintext')
        return ['To open it: mutual TLS, from a pod with a sidecar that calls a name and not an address.'];
      // ztunnel has no status for what a policy refuses.
      if (last?.to === 'pod' && last.identity !== null) return [forbidden(row)];
      if (last?.to === 'gateway' && last.tls === 'tls')
        return [
          'To open it: what the gateway asks of callers, such as a client certificate; or another kind of TLS in the Gateway.',
        ];
      return [
        "To open it: make what is sent and what is taken on the last hop the same (DestinationRule on the sender's side, PeerAuthentication or Gateway on the other).",
      ];
    case 'refused':
      return ['To open it: a Gateway with a server on that port.'];
    default:
      return [];
  }
}

function forbidden(row: AccessRow): string {
  const last = row.hops.filter(({ probe }) => !probe).at(-1);
  if (last?.to === 'gateway') return "To open it: a policy in the gateway's namespace that lets this caller in.";
  if (last?.to === 'activator')
    return "To open it: a policy in Knative's namespace that lets this caller reach the activator.";
  if (last?.to === 'waypoint') return 'To open it: a policy attached to the waypoint that lets this caller in.';
  if (last?.from === 'waypoint')
    return `The pod sees the waypoint (${last.identity}) and not the caller: name it in an ALLOW rule, and leave callers to the waypoint.`;
  if (!last || last.identity === null)
    return 'To open it: the caller needs to be in the mesh and use mutual TLS, so that it has an identity, and an ALLOW rule that names it.';
  if (last.from === 'gateway')
    return `The model sees the gateway (${last.identity}). From within the mesh, call the predictor's host; or name the gateway in an ALLOW rule, which lets in whoever reaches it.`;
  return `To open it: name ${last.identity} in an ALLOW rule, and see that no DENY policy matches.`;
}
