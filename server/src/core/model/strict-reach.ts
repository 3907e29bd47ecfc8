/** Where a PeerAuthentication asks for STRICT. */
import type { ScalarNode } from '../yaml/node';
import { readPeerAuthentication } from './peer-authentication';
import { readPodGroups, selectsPods } from './pods';
import type { Resource } from './resource';

/** The node that says STRICT for the pods as a whole; `undefined` for other modes, for ports alone and for policies without effect. */
export function strictNode(resource: Resource, rootNamespace: string): ScalarNode | undefined {
  const { mode, modeNode, selector } = resource.read(readPeerAuthentication);
  if (mode !== 'STRICT' || selector.unknown) return undefined;
  return resource.namespace === rootNamespace && selector.labels.size > 0 ? undefined : modeNode;
}

/** True when the policy certainly selects the pods of an object of its namespace (of any namespace for the mesh's policy). */
export function selectsObject(policy: Resource, object: Resource): boolean {
  const { selector } = policy.read(readPeerAuthentication);
  return object.read(readPodGroups).some((pods) => selectsPods(selector, pods) === true);
}
