/**
 * The kinds that Meshward reads. An id is the kind's own name; where two API groups share a name, the less central one has its group's
 * short name in front (`KnativeService`, `GatewayApiGateway`).
 */
import { distance } from 'fastest-levenshtein';

export type KindId = (typeof KINDS)[number]['id'];

export interface Kind {
  readonly id: string;
  readonly group: string;
  readonly kind: string;
  /** Served versions, preferred first. */
  readonly versions: readonly string[];
  readonly plural: string;
  readonly clusterScoped?: boolean;
}

const KUBERNETES_CORE = '';
const ISTIO_NETWORKING = ['v1', 'v1beta1', 'v1alpha3'] as const;

export const KINDS = [
  {
    id: 'Namespace',
    group: KUBERNETES_CORE,
    kind: 'Namespace',
    versions: ['v1'],
    plural: 'namespaces',
    clusterScoped: true,
  },
  { id: 'Service', group: KUBERNETES_CORE, kind: 'Service', versions: ['v1'], plural: 'services' },
  { id: 'ConfigMap', group: KUBERNETES_CORE, kind: 'ConfigMap', versions: ['v1'], plural: 'configmaps' },
  { id: 'Secret', group: KUBERNETES_CORE, kind: 'Secret', versions: ['v1'], plural: 'secrets' },
  { id: 'ServiceAccount', group: KUBERNETES_CORE, kind: 'ServiceAccount', versions: ['v1'], plural: 'serviceaccounts' },
  { id: 'Pod', group: KUBERNETES_CORE, kind: 'Pod', versions: ['v1'], plural: 'pods' },
  { id: 'Deployment', group: 'apps', kind: 'Deployment', versions: ['v1'], plural: 'deployments' },
  { id: 'StatefulSet', group: 'apps', kind: 'StatefulSet', versions: ['v1'], plural: 'statefulsets' },
  { id: 'DaemonSet', group: 'apps', kind: 'DaemonSet', versions: ['v1'], plural: 'daemonsets' },
  { id: 'Job', group: 'batch', kind: 'Job', versions: ['v1'], plural: 'jobs' },
  { id: 'CronJob', group: 'batch', kind: 'CronJob', versions: ['v1'], plural: 'cronjobs' },
  {
    id: 'NetworkPolicy',
    group: 'networking.k8s.io',
    kind: 'NetworkPolicy',
    versions: ['v1'],
    plural: 'networkpolicies',
  },
  { id: 'Ingress', group: 'networking.k8s.io', kind: 'Ingress', versions: ['v1'], plural: 'ingresses' },
  {
    id: 'PeerAuthentication',
    group: 'security.istio.io',
    kind: 'PeerAuthentication',
    versions: ['v1', 'v1beta1'],
    plural: 'peerauthentications',
  },
  {
    id: 'AuthorizationPolicy',
    group: 'security.istio.io',
    kind: 'AuthorizationPolicy',
    versions: ['v1', 'v1beta1'],
    plural: 'authorizationpolicies',
  },
  {
    id: 'RequestAuthentication',
    group: 'security.istio.io',
    kind: 'RequestAuthentication',
    versions: ['v1', 'v1beta1'],
    plural: 'requestauthentications',
  },
  {
    id: 'DestinationRule',
    group: 'networking.istio.io',
    kind: 'DestinationRule',
    versions: ISTIO_NETWORKING,
    plural: 'destinationrules',
  },
  { id: 'Gateway', group: 'networking.istio.io', kind: 'Gateway', versions: ISTIO_NETWORKING, plural: 'gateways' },
  {
    id: 'VirtualService',
    group: 'networking.istio.io',
    kind: 'VirtualService',
    versions: ISTIO_NETWORKING,
    plural: 'virtualservices',
  },
  {
    id: 'IstioOperator',
    group: 'install.istio.io',
    kind: 'IstioOperator',
    versions: ['v1alpha1'],
    plural: 'istiooperators',
  },
  { id: 'Sidecar', group: 'networking.istio.io', kind: 'Sidecar', versions: ISTIO_NETWORKING, plural: 'sidecars' },
  {
    id: 'ServiceEntry',
    group: 'networking.istio.io',
    kind: 'ServiceEntry',
    versions: ISTIO_NETWORKING,
    plural: 'serviceentries',
  },
  {
    id: 'WorkloadEntry',
    group: 'networking.istio.io',
    kind: 'WorkloadEntry',
    versions: ISTIO_NETWORKING,
    plural: 'workloadentries',
  },
  {
    id: 'WorkloadGroup',
    group: 'networking.istio.io',
    kind: 'WorkloadGroup',
    versions: ISTIO_NETWORKING,
    plural: 'workloadgroups',
  },
  {
    id: 'EnvoyFilter',
    group: 'networking.istio.io',
    kind: 'EnvoyFilter',
    versions: ['v1alpha3'],
    plural: 'envoyfilters',
  },
  {
    id: 'ProxyConfig',
    group: 'networking.istio.io',
    kind: 'ProxyConfig',
    versions: ['v1beta1'],
    plural: 'proxyconfigs',
  },
  {
    id: 'Telemetry',
    group: 'telemetry.istio.io',
    kind: 'Telemetry',
    versions: ['v1', 'v1alpha1'],
    plural: 'telemetries',
  },
  { id: 'WasmPlugin', group: 'extensions.istio.io', kind: 'WasmPlugin', versions: ['v1alpha1'], plural: 'wasmplugins' },
  {
    id: 'InferenceService',
    group: 'serving.kserve.io',
    kind: 'InferenceService',
    versions: ['v1beta1'],
    plural: 'inferenceservices',
  },
  {
    id: 'InferenceGraph',
    group: 'serving.kserve.io',
    kind: 'InferenceGraph',
    versions: ['v1alpha1'],
    plural: 'inferencegraphs',
  },
  {
    id: 'ServingRuntime',
    group: 'serving.kserve.io',
    kind: 'ServingRuntime',
    versions: ['v1alpha1'],
    plural: 'servingruntimes',
  },
  {
    id: 'ClusterServingRuntime',
    group: 'serving.kserve.io',
    kind: 'ClusterServingRuntime',
    versions: ['v1alpha1'],
    plural: 'clusterservingruntimes',
    clusterScoped: true,
  },
  {
    id: 'TrainedModel',
    group: 'serving.kserve.io',
    kind: 'TrainedModel',
    versions: ['v1alpha1'],
    plural: 'trainedmodels',
  },
  {
    id: 'LLMInferenceService',
    group: 'serving.kserve.io',
    kind: 'LLMInferenceService',
    versions: ['v1alpha2', 'v1alpha1'],
    plural: 'llminferenceservices',
  },
  {
    id: 'LLMInferenceServiceConfig',
    group: 'serving.kserve.io',
    kind: 'LLMInferenceServiceConfig',
    versions: ['v1alpha2', 'v1alpha1'],
    plural: 'llminferenceserviceconfigs',
  },
  { id: 'KnativeService', group: 'serving.knative.dev', kind: 'Service', versions: ['v1'], plural: 'services' },
  { id: 'KnativeRoute', group: 'serving.knative.dev', kind: 'Route', versions: ['v1'], plural: 'routes' },
  {
    id: 'KnativeConfiguration',
    group: 'serving.knative.dev',
    kind: 'Configuration',
    versions: ['v1'],
    plural: 'configurations',
  },
  { id: 'KnativeRevision', group: 'serving.knative.dev', kind: 'Revision', versions: ['v1'], plural: 'revisions' },
  {
    id: 'DomainMapping',
    group: 'serving.knative.dev',
    kind: 'DomainMapping',
    versions: ['v1beta1'],
    plural: 'domainmappings',
  },
  {
    id: 'GatewayApiGateway',
    group: 'gateway.networking.k8s.io',
    kind: 'Gateway',
    versions: ['v1', 'v1beta1'],
    plural: 'gateways',
  },
  {
    id: 'GatewayClass',
    group: 'gateway.networking.k8s.io',
    kind: 'GatewayClass',
    versions: ['v1', 'v1beta1'],
    plural: 'gatewayclasses',
    clusterScoped: true,
  },
  {
    id: 'HTTPRoute',
    group: 'gateway.networking.k8s.io',
    kind: 'HTTPRoute',
    versions: ['v1', 'v1beta1'],
    plural: 'httproutes',
  },
  { id: 'GRPCRoute', group: 'gateway.networking.k8s.io', kind: 'GRPCRoute', versions: ['v1'], plural: 'grpcroutes' },
  {
    id: 'ReferenceGrant',
    group: 'gateway.networking.k8s.io',
    kind: 'ReferenceGrant',
    versions: ['v1', 'v1beta1'],
    plural: 'referencegrants',
  },
  {
    id: 'BackendTLSPolicy',
    group: 'gateway.networking.k8s.io',
    kind: 'BackendTLSPolicy',
    versions: ['v1', 'v1alpha3'],
    plural: 'backendtlspolicies',
  },
  { id: 'Certificate', group: 'cert-manager.io', kind: 'Certificate', versions: ['v1'], plural: 'certificates' },
  {
    id: 'ExternalSecret',
    group: 'external-secrets.io',
    kind: 'ExternalSecret',
    versions: ['v1', 'v1beta1'],
    plural: 'externalsecrets',
  },
] as const satisfies readonly Kind[];

const BY_GROUP_KIND: ReadonlyMap<string, Kind & { id: KindId }> = new Map(
  KINDS.map((kind) => [`${kind.group}/${kind.kind}`, kind]),
);
const BY_ID: ReadonlyMap<string, Kind & { id: KindId }> = new Map(KINDS.map((kind) => [kind.id, kind]));

/** Kind of an API group and kind name, or `undefined` when Meshward does not read it. The version does not matter. */
export const kindOf = (group: string, kind: string): (Kind & { id: KindId }) | undefined =>
  BY_GROUP_KIND.get(`${group}/${kind}`);

export const kindById = (id: KindId): Kind & { id: KindId } => BY_ID.get(id)!;

/** Splits `group/version`; the core group is the empty string. */
export function splitApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.lastIndexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

const OUR_GROUP = /(?:^|\.)(?:istio\.io|knative\.dev|kserve\.io|serving\.kubeflow\.org|gateway\.networking\.k8s\.io)$/;
const OUR_NAMES: ReadonlySet<string> = new Set(
  KINDS.filter((kind) => /istio\.io|kserve\.io|gateway\.networking/.test(kind.group)).map((kind) => kind.kind),
);

/** Groups that Kubernetes owns and that we read kinds of; `extensions` held some of them once. */
const BUILT_IN: ReadonlySet<string> = new Set(['', 'apps', 'batch', 'networking.k8s.io', 'extensions']);
const BUILT_IN_KINDS: readonly (Kind & { id: KindId })[] = KINDS.filter((kind) => BUILT_IN.has(kind.group));
/** Kinds of those groups that we do not read. */
const OTHER_BUILT_IN: ReadonlySet<string> = new Set(
  'Binding ComponentStatus Endpoints Event LimitRange List Node PersistentVolume PersistentVolumeClaim PodTemplate ReplicationController ResourceQuota Status Eviction Scale ReplicaSet ControllerRevision IngressClass IPAddress ServiceCIDR PodSecurityPolicy Options'.split(
    ' ',
  ),
);

/** The built-in kind that was meant by one that its group does not have: misspelt, or under another group of Kubernetes. */
export function builtInKind(group: string, kind: string): (Kind & { id: KindId }) | undefined {
  if (!BUILT_IN.has(group) || kindOf(group, kind) || OTHER_BUILT_IN.has(kind) || kind.endsWith('List'))
    return undefined;
  const named = BUILT_IN_KINDS.find((each) => each.kind === kind);
  if (named) return named;
  const close = BUILT_IN_KINDS.filter(
    (each) => each.kind.toLowerCase() === kind.toLowerCase() || (kind.length >= 5 && distance(each.kind, kind) <= 2),
  );
  return close.find((each) => each.group === group) ?? close[0];
}

/** True for kinds we read and for those that were likely meant: our group with an unknown kind, or our kind under another group. */
export const isOurs = (group: string, kind: string): boolean =>
  kindOf(group, kind) !== undefined ||
  OUR_GROUP.test(group) ||
  builtInKind(group, kind) !== undefined ||
  (OUR_NAMES.has(kind) && kind !== 'Gateway' && kind !== 'Sidecar');
