/** Objects of a manifest set → the policies in force. */
import { readAuthorizationPolicy } from '../model/authorization-policy';
import { readPeerAuthentication } from '../model/peer-authentication';
import { readRequestAuthentication } from '../model/request-authentication';
import type { Resource } from '../model/resource';
import { isAdmitted } from './admission/admit';
import type { Placed, PolicySet } from './policies';

/**
 * Admitted policies; of two objects with one kind, namespace and name the later counts, as if applied in this order.
 * @param namespaceOf where an object lands
 */
export function policySetOf(resources: Iterable<Resource>, namespaceOf: (resource: Resource) => string): PolicySet {
  const held = new Map<string, Resource>();
  let unnamed = 0;
  for (const resource of resources) {
    if (!isAdmitted(resource)) continue;
    held.set(`${resource.kind} ${namespaceOf(resource)} ${resource.name ?? `? ${unnamed++}`}`, resource);
  }
  const place = <T>(kind: Resource['kind'], reader: (resource: Resource) => T): Placed<T>[] =>
    [...held.values()]
      .filter((resource) => resource.kind === kind)
      .map((resource) => ({
        namespace: namespaceOf(resource),
        name: resource.name ?? '',
        spec: resource.read(reader),
      }));
  return {
    authorization: place('AuthorizationPolicy', readAuthorizationPolicy),
    peer: place('PeerAuthentication', readPeerAuthentication),
    request: place('RequestAuthentication', readRequestAuthentication),
  };
}
