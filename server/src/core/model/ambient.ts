/** Ambient mesh: which namespaces are in it, and which waypoints they use (istio-api label/labels.yaml). */
import { type Entry, entryOf, isUnknown, stringOf } from '../yaml/node';
import type { KindId } from './kinds';
import { readNamespaceMesh } from './namespace';
import type { Resource } from './resource';

export const WAYPOINT_LABEL = 'istio.io/use-waypoint';
export const WAYPOINT_NAMESPACE_LABEL = 'istio.io/use-waypoint-namespace';

export interface AmbientLookup {
  all(kind: KindId): readonly Resource[];
}

/** The set's object of a namespace that is in the ambient mesh; `undefined` when none is, or files disagree. */
export function ambientNamespace(set: AmbientLookup, name: string): Resource | undefined {
  const found = set.all('Namespace').filter((each) => each.name === name);
  return found.every((each) => each.read(readNamespaceMesh).injection === 'ambient') ? found[0] : undefined;
}

export interface WaypointUse {
  readonly entry: Entry;
  /** `undefined` when templated. */
  readonly name: string | undefined;
}

/** Label that names the waypoint of a Namespace, Service or Pod; `none` opts out. */
export function readWaypointUse(resource: Resource): WaypointUse | undefined {
  const entry = entryOf(resource.at('metadata', 'labels'), WAYPOINT_LABEL);
  return entry && { entry, name: stringOf(entry.value) };
}

/** Labels that a template may add to: a waypoint may be among them. */
export const mayUseWaypoint = (resource: Resource): boolean =>
  isUnknown(resource.at('metadata')) || isUnknown(resource.at('metadata', 'labels'));

/** What becomes of a rule that needs HTTP at ztunnel, for messages (ztunnel src/rbac.rs: an empty match never matches). */
export function lossFor(action: string | undefined): string {
  if (action === 'DENY') return 'where a from, a to or a condition holds nothing else, the rule denies nothing at all';
  if (action === 'ALLOW') return 'such rules are left out, so what they would allow is refused';
  return `it knows no ${action ?? 'such'} policies`;
}
