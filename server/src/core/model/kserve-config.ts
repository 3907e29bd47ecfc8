/**
 * KServe's ConfigMap `inferenceservice-config`: which keys it reads, and the JSON below them
 * (kserve pkg/apis/serving/v1beta1/configmap.go and config/configmap/inferenceservice.yaml).
 */
import type { Platform } from '../platform/platform';
import { type Entry, entriesOf, isScalar, isUnknown, type ScalarNode } from '../yaml/node';
import { EmbeddedJson, goField, type JsonNode } from './embedded-json';
import { DEPLOYMENT_MODES, type DeploymentMode } from './inference-service';
import type { Lookups } from './lookups';
import type { Resource } from './resource';

export const KSERVE_CONFIG_NAME = 'inferenceservice-config';

/** Keys of `data` whose value KServe reads as JSON; `_example` is documentation and read by nobody. */
export const KSERVE_CONFIG_KEYS: ReadonlySet<string> = new Set([
  'agent',
  'autoscaler',
  'batcher',
  'credentials',
  'deploy',
  'explainers',
  'inferenceService',
  'ingress',
  'kernelcache',
  'localModel',
  'logger',
  'metricsAggregator',
  'multiNode',
  'oauthProxy',
  'opentelemetryCollector',
  'resource',
  'router',
  'security',
  'service',
  'storageInitializer',
]);

export type IngressType = 'boolean' | 'string' | 'strings';

export interface IngressField {
  readonly name: string;
  readonly type: IngressType;
  /** What KServe takes when the key is missing. */
  readonly default?: string | boolean;
  /** What KServe's own manifest ships. */
  readonly shipped?: string | boolean;
}

/** Fields of `IngressConfig`; Go's JSON ignores any other key without a word. */
export const INGRESS_FIELDS: readonly IngressField[] = [
  { name: 'enableGatewayApi', type: 'boolean', default: false, shipped: false },
  { name: 'kserveIngressGateway', type: 'string', shipped: 'kserve/kserve-ingress-gateway' },
  { name: 'ingressGateway', type: 'string', shipped: 'knative-serving/knative-ingress-gateway' },
  {
    name: 'knativeLocalGatewayService',
    type: 'string',
    shipped: 'knative-local-gateway.istio-system.svc.cluster.local',
  },
  { name: 'localGateway', type: 'string', shipped: 'knative-serving/knative-local-gateway' },
  { name: 'localGatewayService', type: 'string', shipped: 'knative-local-gateway.istio-system.svc.cluster.local' },
  { name: 'ingressDomain', type: 'string', default: 'example.com', shipped: 'example.com' },
  { name: 'ingressClassName', type: 'string', shipped: 'istio' },
  { name: 'additionalIngressDomains', type: 'strings' },
  {
    name: 'domainTemplate',
    type: 'string',
    default: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
    shipped: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
  },
  { name: 'urlScheme', type: 'string', default: 'http', shipped: 'http' },
  { name: 'enableLLMInferenceServiceTLS', type: 'boolean', default: false },
  { name: 'disableIstioVirtualHost', type: 'boolean', default: false, shipped: false },
  { name: 'pathTemplate', type: 'string' },
  { name: 'disableIngressCreation', type: 'boolean', default: false, shipped: false },
  { name: 'disableHTTPRouteTimeout', type: 'boolean', default: false },
  { name: 'modelBasedRoutingHeaderName', type: 'string' },
  { name: 'modelBasedRoutingMode', type: 'string' },
  { name: 'loraModelRoutingStrategy', type: 'string', default: 'exact' },
];

export interface KServeConfigEntry {
  readonly entry: Entry;
  /** `undefined` when the value is no text, is templated, or cannot be trusted because the YAML is broken. */
  readonly json: EmbeddedJson | undefined;
}

export interface KServeConfig {
  readonly resource: Resource;
  /** Entries of `data` that KServe reads, by key. */
  readonly entries: ReadonlyMap<string, KServeConfigEntry>;
  /** The document's YAML is broken, or `data` is templated: absence proves nothing. */
  readonly unknown: boolean;
}

export function readKServeConfig(resource: Resource): KServeConfig {
  const { document } = resource;
  const data = resource.at('data');
  const broken = document.yaml.problems.length > 0;
  const entries = new Map<string, KServeConfigEntry>();
  for (const entry of entriesOf(data)) {
    if (!KSERVE_CONFIG_KEYS.has(entry.key.text)) continue;
    const { value } = entry;
    const readable =
      isScalar(value) &&
      !value.unknown &&
      typeof value.value === 'string' &&
      !broken &&
      !isMasked(document.text, value);
    entries.set(entry.key.text, { entry, json: readable ? EmbeddedJson.read(document.text, value) : undefined });
  }
  return { resource, entries, unknown: broken || isUnknown(data) };
}

/** True when a template's line stood in the scalar and was taken out: what it prints is not in the text. */
function isMasked(text: string, { span, text: read }: ScalarNode): boolean {
  const actions = (each: string) => each.split('{{').length;
  return actions(text.slice(span.start, span.end)) > actions(read);
}

/** True for the ConfigMap that KServe reads; in another namespace it counts when its keys are KServe's (a cluster with its own). */
export function isKServeConfig(resource: Resource, platform: Platform): boolean {
  if (resource.kind !== 'ConfigMap' || resource.name !== KSERVE_CONFIG_NAME) return false;
  return resource.namespace === platform.kserveNamespace || resource.read(readKServeConfig).entries.size > 0;
}

/**
 * `deploy.defaultDeploymentMode` of the set's ConfigMaps; `undefined` when none says, `unknown` when one says something unreadable.
 */
export function defaultDeploymentMode(
  configMaps: readonly Resource[],
  platform: Platform,
): DeploymentMode | 'unknown' | undefined {
  for (const resource of configMaps) {
    if (!isKServeConfig(resource, platform)) continue;
    const deploy = resource.read(readKServeConfig).entries.get('deploy');
    if (!deploy) continue;
    const mode = goField(deploy.json?.root, 'defaultDeploymentMode')?.value?.value;
    return (typeof mode === 'string' ? DEPLOYMENT_MODES.get(mode) : undefined) ?? 'unknown';
  }
  return undefined;
}

/** ConfigMaps of the set that configure KServe: to be asked for through `derive`, so that other ConfigMaps do not matter. */
export const kserveConfigMaps = ({ all, platform }: Lookups): readonly Resource[] =>
  all('ConfigMap').filter((each) => isKServeConfig(each, platform));

/** The set's `ingress` objects that can be read, with the ConfigMap that holds each. */
export const ingressObjects = (
  configMaps: readonly Resource[],
  platform: Platform,
): readonly { readonly resource: Resource; readonly root: JsonNode | undefined }[] =>
  configMaps
    .filter((resource) => isKServeConfig(resource, platform))
    .flatMap((resource) => {
      const ingress = resource.read(readKServeConfig).entries.get('ingress');
      if (!ingress) return [];
      const root = ingress.json?.problems.length === 0 ? ingress.json.root : undefined;
      return [{ resource, root: root?.kind === 'object' ? root : undefined }];
    });

/**
 * Whether KServe makes a top-level VirtualService and Service for InferenceServices in Knative mode: it does unless
 * `disableIstioVirtualHost` says no. `undefined`: the set's ConfigMaps disagree or cannot be read.
 */
export function topLevelHosts(configMaps: readonly Resource[], platform: Platform): boolean | undefined {
  const answers = ingressObjects(configMaps, platform).map(({ root }) =>
    root ? goField(root, 'disableIstioVirtualHost')?.value?.value !== true : undefined,
  );
  if (answers.length === 0) return true;
  return answers.every((answer) => answer === answers[0]) ? answers[0] : undefined;
}
