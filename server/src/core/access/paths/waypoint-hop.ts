/** A waypoint before a model's Service: it reads HTTP, knows who calls, and then calls the pod in its own name. */
import { readTargetRefs } from '../../model/target-ref';
import { ProxyPolicies } from '../decide';
import type { Identity } from '../identity';
import type { AttachedPolicy, HttpRequest } from '../question';
import type { Truth } from '../truth';
import { AMBIENT_NOT_RUN, type Waypoint } from './ambient';
import type { PathContext } from './context';
import { agree } from './judge';
import { arriveAtPod } from './pod-hop';
import type { Component } from './service-model';
import { assumed, behind, end, resultOf, type Sent, seenIdentity, type Way, way } from './trail';
import type { Hop } from './types';

const SENT: Sent = {
  tls: 'mtls',
  reason: { text: 'Between ztunnel, waypoint and pod everything is mutual TLS (HBONE)' },
};

/** @param service name of the Service that is called */
export function wayThroughWaypoint(
  context: PathContext,
  waypoint: Waypoint,
  service: string,
  component: Component,
  http: HttpRequest,
): Way {
  const identity: Identity = {
    trustDomain: context.mesh.trustDomain,
    namespace: waypoint.namespace,
    serviceAccount: waypoint.name,
  };
  const policies = waypointPolicies(context, waypoint, service);
  const onward = arriveAtPod(
    context,
    { station: 'waypoint', proxy: { namespace: waypoint.namespace, kind: 'gateway' }, identities: [identity] },
    component,
    SENT,
    http,
  );
  const go: Way['go'] = (sender) => {
    const answer = agree('mtls', sender.identities, (caller) =>
      policies.authorize(
        { identity: caller, sends: 'mtls', port: SERVICE_PORT, http },
        { mtlsMode: undefined, transport: 'mtls' },
      ),
    );
    const result = resultOf(answer, sender);
    const hop: Hop = {
      from: sender.station,
      to: 'waypoint',
      port: HBONE_PORT,
      tls: 'mtls',
      identity: seenIdentity(sender, 'mtls', answer),
      host: http.host,
      probe: false,
      outcome: result === '200' ? 'accepted' : result,
    };
    return behind(hop, result === '200' ? onward : end(result, ...answer.reasons));
  };
  return assumed(way(go, waypoint.basis), AMBIENT_NOT_RUN);
}

const HBONE_PORT = 15008;
const SERVICE_PORT = 80;

/** Waypoints take policies that name them, their Service or their class by targetRefs, and no others (istio pilot/pkg/model policyattachment.go). */
function waypointPolicies(context: PathContext, waypoint: Waypoint, service: string): ProxyPolicies {
  const { model, mesh } = context;
  const attached = ({ namespace, spec }: AttachedPolicy): Truth => {
    const refs = readTargetRefs(spec.resource);
    let result: Truth = false;
    for (const { group, kind, name } of refs) {
      if (group === undefined || kind === undefined || name === undefined) result = undefined;
      else if (kind === 'Gateway' && name === waypoint.name && namespace === waypoint.namespace) return true;
      else if (kind === 'Service' && name === service && namespace === model.namespace) return true;
      else if (kind === 'GatewayClass' && name === 'istio-waypoint' && namespace === mesh.rootNamespace) return true;
    }
    return result;
  };
  return new ProxyPolicies(
    { namespace: waypoint.namespace, labels: new Map(), attached },
    context.policiesIn([model.namespace, waypoint.namespace]),
    mesh,
  );
}
