/** Ambient mode on the paths: which namespaces are in it, and which waypoint stands before a Service. */
import { readWaypointUse, WAYPOINT_NAMESPACE_LABEL } from '../../model/ambient';
import { readNamespaceMesh } from '../../model/namespace';
import type { Resource } from '../../model/resource';
import { namespaceOf } from '../../workspace/manifest-set';
import { entryOf, isUnknown, stringOf } from '../../yaml/node';
import type { SetView } from './set-view';
import type { Assumption } from './types';

export const AMBIENT_NOT_RUN: Assumption = {
  text: 'Ambient mode follows the code of istiod and ztunnel, in a mesh installed with the ambient profile; it was not run end to end',
  from: 'default',
};

/** Namespaces that a file puts into the ambient mesh. */
export const ambientNamespaces = (view: SetView): readonly string[] =>
  view
    .all('Namespace')
    .filter((one) => one.name !== undefined && one.read(readNamespaceMesh).injection === 'ambient')
    .map((one) => one.name!)
    .sort();

export interface Waypoint {
  readonly name: string;
  readonly namespace: string;
  readonly basis: Assumption;
  /** Requests of gateways go through it too (label istio.io/ingress-use-waypoint). */
  readonly forIngress: boolean;
}

/**
 * The waypoint of a model's Services: the label on the InferenceService, which KServe copies to them, else that of the namespace.
 * @returns `unknown` where a label is templated, with what is unclear; `undefined` without a waypoint for Services.
 */
export function waypointOf(view: SetView, model: Resource): Waypoint | { readonly unknown: Assumption } | undefined {
  const namespace = namespaceOf(model);
  const object = view.all('Namespace').find((one) => one.name === namespace);
  const holder = [model, object].find((one) => one?.read(readWaypointUse));
  const use = holder?.read(readWaypointUse);
  if (!holder || !use || use.name === 'none') return undefined;
  const labels = holder.at('metadata', 'labels');
  const elsewhere = entryOf(labels, WAYPOINT_NAMESPACE_LABEL)?.value;
  const place = elsewhere ? stringOf(elsewhere) : namespace;
  const at = { from: 'file', resource: holder, node: use.entry.value } as const;
  if (use.name === undefined || place === undefined || isUnknown(elsewhere))
    return { unknown: { ...at, text: `Which waypoint ${namespace} uses cannot be read` } };
  const gateway = view.find('GatewayApiGateway', place, use.name);
  const forIngress = stringOf(entryOf(labels, 'istio.io/ingress-use-waypoint')?.value) === 'true';
  const known = { name: use.name, namespace: place, forIngress };
  if (!gateway) {
    const text = `Waypoint ${place}/${use.name} is in no file, and taken to be there for Services`;
    return { ...known, basis: { ...at, from: 'default', text } };
  }
  const className = stringOf(gateway.at('spec', 'gatewayClassName'));
  const serves = stringOf(entryOf(gateway.at('metadata', 'labels'), 'istio.io/waypoint-for')?.value) ?? 'service';
  if (className === undefined)
    return { unknown: { ...at, text: `The class of Gateway ${place}/${use.name} cannot be read` } };
  if (!/waypoint/i.test(className) || (serves !== 'service' && serves !== 'all')) return undefined;
  return {
    ...known,
    basis: { ...at, text: `Services of ${namespace} are reached through waypoint ${place}/${use.name}` },
  };
}
