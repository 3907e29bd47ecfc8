/** Services that a host names and that neither a file nor a controller makes, where the files tell enough to say so. */
import { platformNamespaces } from '../platform/platform';
import { itemsOf, stringOf } from '../yaml/node';
import { derivedServices, revisionOf } from './derived-hosts';
import type { KindId } from './kinds';
import type { Lookups } from './lookups';
import { likelySlip, nearest } from './nearest';
import { coversHost, readServiceHost } from './service-host';
import { isPlacedUnknown } from './workload';

/** Kinds that {@link unknownService} looks up; rules that call it declare them. */
export const SERVICE_SOURCES = [
  'ConfigMap',
  'InferenceGraph',
  'InferenceService',
  'KnativeService',
  'LLMInferenceService',
  'Namespace',
  'Service',
  'ServiceEntry',
] as const satisfies readonly KindId[];

export interface UnknownService {
  readonly name: string;
  readonly namespace: string;
  /** Name of a Service that was likely meant. */
  readonly near: string | undefined;
  /** `near` is there, and `name` most likely a slip of it. */
  readonly slip: boolean;
}

/**
 * @param host a full name; others are left alone
 * @returns `undefined` where something by that name is there, or may be: the files must hold some of the namespace's Services, and the namespace unless
 * the name is a slip
 */
export function unknownService(set: Lookups, host: string): UnknownService | undefined {
  const service = readServiceHost(host, set.platform.clusterDomain);
  if (!service || service.name.includes('*')) return undefined;
  const { name, namespace } = service;
  if (platformNamespaces(set.platform).includes(namespace)) return undefined;
  const names = set.deriveFor(namespace, serviceNames);
  if (names.includes(name) || names.includes(revisionOf(name)?.of ?? name)) return undefined;
  // Something else may be there that the files do not show, or show in part.
  const slip = likelySlip(name, names, []);
  if (names.length === 0 || (!slip && set.cluster('Namespace', namespace) === undefined)) return undefined;
  if (set.inNamespace('LLMInferenceService', namespace).length > 0) return undefined;
  if (set.derive(hasUnplaced)) return undefined;
  if (set.derive(entryHosts).some((entry) => coversHost(entry, host))) return undefined;
  const old = name.replace(/-default$/, '');
  const near = old !== name && names.includes(old) ? old : (slip ?? nearest(name, names));
  return { name, namespace, near, slip: slip !== undefined };
}

const serviceNames = (set: Lookups, namespace: string): readonly string[] => [
  ...set.inNamespace('Service', namespace).flatMap((each) => each.name ?? []),
  ...derivedServices(set, namespace).map((each) => each.name),
];

const hasUnplaced = (set: Lookups): boolean =>
  [...set.all('Service'), ...set.all('InferenceService')].some(
    (each) => isPlacedUnknown(each) || each.name === undefined,
  );

/** Hosts of ServiceEntries; one that cannot be known may be any. */
const entryHosts = (set: Lookups): readonly string[] =>
  set.all('ServiceEntry').flatMap((each) => itemsOf(each.at('spec', 'hosts')).map((host) => stringOf(host) ?? '*'));
