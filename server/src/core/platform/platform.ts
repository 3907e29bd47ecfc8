/**
 * Facts about the cluster that manifests rarely say. Defaults are those of Istio, Knative and KServe as installed by their own
 * instructions; users override them by the `meshward.platform` setting.
 */
export interface Platform {
  /** MeshConfig `rootNamespace`: policies there count for the whole mesh. */
  readonly rootNamespace: string;
  /** MeshConfig `trustDomain`; `cluster.local` in principals stands for it whatever it is. */
  readonly trustDomain: string;
  /** MeshConfig `trustDomainAliases`: in principals they stand for the trust domain, and peers from there are taken. */
  readonly trustDomainAliases: readonly string[];
  /** Names in MeshConfig `extensionProviders` that CUSTOM policies can ask; empty: not known. */
  readonly extensionProviders: readonly string[];
  readonly clusterDomain: string;
  readonly knativeNamespace: string;
  readonly kserveNamespace: string;
  /** Namespace of the ingress gateway's pods. */
  readonly gatewayNamespace: string;
  /** Service accounts that the ingress gateway's pods may run as: istioctl's name and the Helm release's (istio charts/gateway). */
  readonly gatewayServiceAccounts: readonly string[];
  /** Deployment mode of InferenceServices without the annotation, when no ConfigMap in the set says (KServe chart default: Knative). */
  readonly defaultDeploymentMode: 'Knative' | 'Standard' | 'ModelMesh';
  /** Knative `target-burst-capacity` (config-autoscaler; serving autoscaler config: 211). */
  readonly targetBurstCapacity: number;
  /** Objects and hosts that exist although no file defines them: the setting `meshward.externals`, by patterns such as `Gateway/ns/*`. */
  readonly externals: readonly string[];
}

/** What `meshward.platform` may hold; externals have a setting of their own. */
export type PlatformFact = Exclude<keyof Platform, 'externals'>;

export const DEFAULT_PLATFORM: Platform = {
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  trustDomainAliases: [],
  extensionProviders: [],
  clusterDomain: 'cluster.local',
  knativeNamespace: 'knative-serving',
  kserveNamespace: 'kserve',
  gatewayNamespace: 'istio-system',
  gatewayServiceAccounts: ['istio-ingressgateway-service-account', 'istio-ingressgateway'],
  defaultDeploymentMode: 'Knative',
  targetBurstCapacity: 211,
  externals: [],
};

export const PLATFORM_FACTS = (Object.keys(DEFAULT_PLATFORM) as (keyof Platform)[]).filter(
  (key): key is PlatformFact => key !== 'externals',
);

/** Namespaces that every such cluster has. */
export const platformNamespaces = (platform: Platform): readonly string[] => [
  platform.rootNamespace,
  platform.gatewayNamespace,
  platform.knativeNamespace,
  platform.kserveNamespace,
  'default',
  'kube-system',
  'cert-manager',
];
