/** API groups and kinds around ours: old names, kinds we do not read, names that no other project uses. */
import { KINDS, type Kind } from '../model/kinds';

/** Groups whose kinds we know well enough to call another name a mistake. */
export const OWN_GROUPS: ReadonlySet<string> = new Set([
  'security.istio.io',
  'networking.istio.io',
  'telemetry.istio.io',
  'extensions.istio.io',
  'serving.kserve.io',
  'serving.knative.dev',
  'gateway.networking.k8s.io',
]);

/** Kinds of those groups that exist, but that we do not read. */
export const OTHER_KINDS: ReadonlySet<string> = new Set([
  'TrafficExtension',
  'ClusterStorageContainer',
  'LocalModelCache',
  'LocalModelNamespaceCache',
  'LocalModelNode',
  'LocalModelNodeGroup',
  'Predictor',
  'TCPRoute',
  'TLSRoute',
  'UDPRoute',
  'ListenerSet',
  'XListenerSet',
  'BackendLBPolicy',
  'BackendTrafficPolicy',
  'XBackendTrafficPolicy',
  'XMesh',
  'ReferencePolicy',
]);

/** Groups that were renamed (kserve left Kubeflow with v0.7). */
export const LEGACY_GROUPS: ReadonlyMap<string, string> = new Map([['serving.kubeflow.org', 'serving.kserve.io']]);

/** Kinds, or whole groups, that were removed without a successor of the same name. */
export const LEGACY_KINDS: ReadonlyMap<string, { why: string; todo: string }> = new Map([
  [
    'rbac.istio.io',
    {
      why: 'Istio 1.6 removed ServiceRole, ServiceRoleBinding and ClusterRbacConfig; nothing reads them',
      todo: 'Write an AuthorizationPolicy of security.istio.io/v1',
    },
  ],
  [
    'authentication.istio.io',
    {
      why: 'Istio 1.6 removed Policy and MeshPolicy; nothing reads them',
      todo: 'Write a PeerAuthentication (mTLS) or a RequestAuthentication (JWT) of security.istio.io/v1',
    },
  ],
  [
    'config.istio.io',
    {
      why: 'Istio 1.8 removed Mixer and its configuration; nothing reads it',
      todo: 'Use Telemetry, WasmPlugin or an external authorizer instead',
    },
  ],
]);

/** Kinds whose name only our projects use: not Gateway, Sidecar, Service, nor names that Linkerd or Gloo have as well. */
export const UNMISTAKABLE: ReadonlyMap<string, Kind> = new Map(
  KINDS.filter(
    (kind: Kind) => /istio\.io|kserve\.io/.test(kind.group) && kind.kind !== 'Gateway' && kind.kind !== 'Sidecar',
  ).map((kind): [string, Kind] => [kind.kind, kind]),
);
