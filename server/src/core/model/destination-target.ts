/** The pods that a DestinationRule's host stands for, as far as the set tells; a component's host of Knative stands for none. */

import { derivedServices, revisionOf } from './derived-hosts';
import { type EffectiveMtls, effectiveMtls } from './effective-mtls';
import { knownStrings } from './gateway';
import { isOutsideInjection, namespaceMeshes } from './injection';
import type { Lookups } from './lookups';
import { type PodGroup, podGroupsIn, selectsPods } from './pods';
import type { Selector } from './selector';
import { readService } from './service';
import { coversHost, readServiceHost } from './service-host';
import { INJECT_KEY, podMetadataPath } from './workload';

export interface DestinationTarget {
  /** In words, for messages. */
  readonly words: string;
  readonly namespace: string;
  readonly mtls: EffectiveMtls;
  /** The pods themselves are in the set, or the host takes in whole namespaces. */
  readonly sure: boolean;
}

const selectorOf = (labels: ReadonlyMap<string, string>): Selector => ({ node: undefined, labels, unknown: false });

/** @param host the full name, or a wildcard. */
export function destinationTarget(host: string, set: Lookups): DestinationTarget | undefined {
  const { clusterDomain, rootNamespace } = set.platform;
  if (host.startsWith('*')) {
    const namespace = readServiceHost(host, clusterDomain)?.namespace;
    if (host.startsWith('*.') && namespace) {
      // A whole namespace without any sign of a sidecar is as likely one of those that have none.
      if (!isInjected(namespace, set) || !hasSign(namespace, set)) return undefined;
      return { words: `the pods of ${namespace}`, namespace, mtls: effectiveMtls(set, namespace), sure: true };
    }
    if (!coversHost(host, `*.svc.${clusterDomain}`)) return undefined;
    const mtls = effectiveMtls(set, rootNamespace);
    return { words: 'the pods of the mesh', namespace: rootNamespace, mtls, sure: true };
  }
  const service = readServiceHost(host, clusterDomain);
  if (!service || !isInjected(service.namespace, set)) return undefined;
  const { name, namespace } = service;
  // The API server has no sidecar, whatever its namespace says.
  if (name === 'kubernetes' && namespace === 'default') return undefined;
  const object = set.inNamespace('Service', namespace).find((each) => each.name === name);
  const labels = object ? object.read(readService).selector : labelsOf(name, namespace, set);
  if (labels === 'none' || labels?.size === 0) return undefined;
  // A Service in no file may have pods of any kind: only a namespace that is shown to be in the mesh tells.
  if (!labels && namespaceMeshes(set, namespace).length === 0) return undefined;
  const selector = labels ? selectorOf(labels) : undefined;
  const pods = selector ? podGroupsIn(set, namespace).filter((group) => selectsPods(selector, group) !== false) : [];
  if (pods.some(isKeptOut)) return undefined;
  const mtls = effectiveMtls(set, namespace, selector);
  // Under a mode of the whole mesh a rule of its own is how Services without sidecars are excepted.
  const fromMesh =
    mtls.by !== undefined && set.namespaceOf(mtls.by.resource) === rootNamespace && namespace !== rootNamespace;
  if (object && fromMesh && !hasSign(namespace, set)) return undefined;
  return {
    words: object || labels ? `the pods of ${name}.${namespace}` : `the pods of ${namespace}`,
    namespace,
    mtls,
    sure: selector !== undefined,
  };
}

/** Labels of the pods behind a Service that a controller makes; `none`: traffic is routed elsewhere. */
function labelsOf(name: string, namespace: string, set: Lookups): ReadonlyMap<string, string> | 'none' | undefined {
  const derived = derivedServices(set, namespace);
  const revision = revisionOf(name);
  const own = derived.find((each) => each.name === (revision?.of ?? name));
  if (!own) return undefined;
  if (own.kind === 'top-level') return 'none';
  if (!revision && own.mode !== 'Standard') return 'none';
  if (own.kind === 'knative-service') {
    return revision ? knownStrings(own.owner.at(...podMetadataPath('KnativeService'), 'labels')) : 'none';
  }
  const component = /-(predictor|transformer|explainer)$/.exec(own.name)?.[1] ?? 'predictor';
  return new Map([
    ...knownStrings(own.owner.at('metadata', 'labels')),
    ['serving.kserve.io/inferenceservice', own.owner.name ?? ''],
    ['component', component],
  ]);
}

/** Something of the files says that pods of the namespace have sidecars: its labels, a policy of its own, or models. */
const hasSign = (namespace: string, set: Lookups): boolean =>
  namespaceMeshes(set, namespace).some(({ injection }) => injection === 'enabled' || injection === 'revision') ||
  set.inNamespace('PeerAuthentication', namespace).length > 0;

/** False where the Namespace shows that its pods get no sidecar: no mode counts there. */
function isInjected(namespace: string, set: Lookups): boolean {
  const meshes = namespaceMeshes(set, namespace);
  return !isOutsideInjection(meshes) && !meshes.some(({ injection }) => injection === 'ambient');
}

function isKeptOut({ resource, labels }: PodGroup): boolean {
  const path = podMetadataPath(resource.kind);
  const annotations = knownStrings(resource.at(...path, 'annotations'));
  return (labels.get(INJECT_KEY) ?? annotations.get(INJECT_KEY)) === 'false';
}
