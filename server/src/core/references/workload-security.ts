/** What the policies of a set make of one workload: its mTLS mode, and the policies that its proxies follow. */
import { serviceModel } from '../access/paths/service-model';
import { SetView } from '../access/paths/set-view';
import type { ActivatorUse } from '../access/paths/types';
import { peerModeOf } from '../access/peer-mode';
import { policySetOf } from '../access/policy-set';
import type { MeshFacts } from '../access/question';
import { readAuthorizationPolicy } from '../model/authorization-policy';
import type { DeploymentMode } from '../model/inference-service';
import type { KindId } from '../model/kinds';
import { type MtlsMode, readPeerAuthentication } from '../model/peer-authentication';
import { type PodGroup, readPodGroups, selectsPods } from '../model/pods';
import { readRequestAuthentication } from '../model/request-authentication';
import type { Resource } from '../model/resource';
import type { Selector } from '../model/selector';
import { isPlacedUnknown } from '../model/workload';
import type { Platform } from '../platform/platform';
import { bucketKey } from '../workspace/index';
import { type ManifestSet, namespaceOf } from '../workspace/manifest-set';

export interface AppliedPolicy {
  readonly resource: Resource;
  /** `ALLOW`, `DENY`, …; none for other policies, and where it is unknown. */
  readonly action: string | undefined;
  readonly from: 'root namespace' | 'namespace' | 'selector';
  /** Labels that decide cannot be known. */
  readonly perhaps: boolean;
}

export interface WorkloadSecurity {
  /** Of an InferenceService: `predictor`, `transformer`, `explainer`. */
  readonly component: string | undefined;
  /** `undefined`: it cannot be known. */
  readonly mode: Exclude<MtlsMode, 'UNSET'> | undefined;
  /** The PeerAuthentication that sets the mode; none: Istio's default. */
  readonly by: Resource | undefined;
  /** Some ports have another mode. */
  readonly portsDiffer: boolean;
  /** In the order in which a proxy asks them: tokens first, then CUSTOM, DENY, ALLOW, AUDIT. */
  readonly policies: readonly AppliedPolicy[];
}

/** One for each group of pods that the object makes; none where its namespace is templated. */
export function workloadSecurity(
  set: ManifestSet,
  platform: Platform,
  resource: Resource,
): readonly WorkloadSecurity[] {
  if (isPlacedUnknown(resource)) return [];
  const namespace = namespaceOf(resource);
  const { mesh } = new SetView(set, platform);
  const groups = resource.read(readPodGroups);
  return groups.map((group) => ({
    component: resource.kind === 'InferenceService' ? group.labels.get('component') : undefined,
    ...mtlsOf(set, mesh, namespace, group),
    policies: policiesOf(set, mesh, namespace, group),
  }));
}

const placesOf = (namespace: string, mesh: MeshFacts): readonly string[] => [
  ...new Set([mesh.rootNamespace, namespace]),
];

const policiesIn = (set: ManifestSet, kind: KindId, places: readonly string[]): readonly Resource[] =>
  places.flatMap((place) => set.index.bucket(bucketKey(kind, place))).filter((each) => !isPlacedUnknown(each));

function mtlsOf(
  set: ManifestSet,
  mesh: MeshFacts,
  namespace: string,
  group: PodGroup,
): Pick<WorkloadSecurity, 'mode' | 'by' | 'portsDiffer'> {
  const places = placesOf(namespace, mesh);
  const { mode, policy } = peerModeOf(
    { namespace, labels: group.labels, selectedBy: (selector) => selectsPods(selector, group) },
    // No port of a pod has this number, so it asks for what holds where no port is named.
    0,
    policySetOf(policiesIn(set, 'PeerAuthentication', places), namespaceOf),
    mesh,
  );
  const ports = namespace === mesh.rootNamespace ? [] : policiesIn(set, 'PeerAuthentication', [namespace]);
  const portsDiffer = ports.some((each) => {
    const peer = each.read(readPeerAuthentication);
    if (peer.selector.labels.size === 0 || selectsPods(peer.selector, group) === false) return false;
    return [...peer.ports.values()].some((port) => port.mode !== 'UNSET' && port.mode !== mode);
  });
  return { mode, by: policy?.spec.resource, portsDiffer };
}

const ORDER = ['CUSTOM', 'DENY', 'ALLOW', 'AUDIT'];

function policiesOf(set: ManifestSet, mesh: MeshFacts, namespace: string, group: PodGroup): readonly AppliedPolicy[] {
  const places = placesOf(namespace, mesh);
  const applied = (
    resource: Resource,
    spec: { readonly selector: Selector; readonly targetRefs: readonly unknown[] },
    action?: string,
  ): AppliedPolicy[] => {
    const answer = spec.targetRefs.length > 0 ? false : selectsPods(spec.selector, group);
    if (answer === false) return [];
    const root = namespaceOf(resource) === mesh.rootNamespace;
    const from = root ? 'root namespace' : spec.selector.labels.size > 0 ? 'selector' : 'namespace';
    return [{ resource, action, from, perhaps: answer === undefined }];
  };
  const tokens = policiesIn(set, 'RequestAuthentication', places).flatMap((each) =>
    applied(each, each.read(readRequestAuthentication)),
  );
  const access = policiesIn(set, 'AuthorizationPolicy', places).flatMap((each) => {
    const policy = each.read(readAuthorizationPolicy);
    return applied(each, policy, policy.action);
  });
  const rank = ({ action }: AppliedPolicy) => (action === undefined ? ORDER.length : ORDER.indexOf(action));
  return [...tokens, ...access.sort((a, b) => rank(a) - rank(b))];
}

export interface ActivatorAnswer {
  readonly mode: DeploymentMode | 'unknown';
  readonly use: ActivatorUse;
  /** The model may have no pod at all, by `minReplicas: 0`. */
  readonly scalesToZero: boolean;
}

/** Whether Knative's activator stands before an InferenceService's pods. */
export function activatorOf(set: ManifestSet, platform: Platform, resource: Resource): ActivatorAnswer {
  const { mode, activator } = serviceModel(new SetView(set, platform), resource);
  const least = resource.at('spec', 'predictor', 'minReplicas');
  return { mode, use: activator, scalesToZero: least?.kind === 'scalar' && least.value === 0 };
}
