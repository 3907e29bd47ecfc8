/** Annotations that Istio knows (istio-api annotation/annotations.yaml), where they are read, and which the injector checks. */
import { type Entry, entriesOf } from '../yaml/node';
import { METADATA_KEYS } from './metadata-keys';
import type { Resource } from './resource';
import { podMetadataPath } from './workload';

export interface IstioAnnotation {
  /** Kinds that it is read from; `Pod` means pod templates too; none: any. */
  readonly on?: readonly string[];
  readonly deprecated?: boolean;
  /** What a value must be; `undefined` where any is taken. */
  readonly takes?: ValueForm;
}

/** Forms of values that the injector checks. */
export type ValueForm = 'flag' | 'count' | 'port' | 'ports' | 'ports or all' | 'blocks' | 'blocks or all' | 'mode';

const POD = ['Pod'];
const pod = (takes?: ValueForm): IstioAnnotation => (takes ? { on: POD, takes } : { on: POD });
const old: IstioAnnotation = { on: POD, deprecated: true };
const CAPTURE = ['Service', 'ServiceEntry', 'Namespace'];

export const ISTIO_ANNOTATIONS: ReadonlyMap<string, IstioAnnotation> = new Map<string, IstioAnnotation>([
  ['alpha.istio.io/canonical-serviceaccounts', { on: ['Service'], deprecated: true }],
  ['alpha.istio.io/kubernetes-serviceaccounts', { on: ['Service'], deprecated: true }],
  ['ambient.istio.io/bypass-inbound-capture', pod()],
  ['ambient.istio.io/dns-capture', pod()],
  ['ambient.istio.io/redirection', pod()],
  ['ambient.istio.io/waypoint-inbound-binding', { on: ['GatewayClass', 'Gateway'] }],
  ['galley.istio.io/analyze-suppress', {}],
  ['gateway.istio.io/controller-version', {}],
  ['gateway.istio.io/name-override', { on: ['Gateway'] }],
  ['gateway.istio.io/service-account', { on: ['Gateway'] }],
  ['inject.istio.io/templates', pod()],
  ['istio.io/autoRegistrationGroup', { on: ['WorkloadEntry'] }],
  ['istio.io/connectedAt', { on: ['WorkloadEntry'] }],
  ['istio.io/disconnectedAt', { on: ['WorkloadEntry'] }],
  ['istio.io/dry-run', { on: ['AuthorizationPolicy'] }],
  ['istio.io/reroute-virtual-interfaces', pod()],
  ['istio.io/rev', {}],
  ['istio.io/use-waypoint-canary-weight', { on: CAPTURE }],
  ['istio.io/workloadController', { on: ['WorkloadEntry'] }],
  ['networking.istio.io/exportTo', { on: ['Service'] }],
  ['networking.istio.io/service-type', { on: ['Gateway'] }],
  ['networking.istio.io/traffic-distribution', { on: CAPTURE }],
  ['prometheus.istio.io/merge-metrics', pod('flag')],
  ['proxy.istio.io/config', pod()],
  ['proxy.istio.io/overrides', pod()],
  ['readiness.status.sidecar.istio.io/applicationPorts', pod()],
  ['readiness.status.sidecar.istio.io/failureThreshold', pod('count')],
  ['readiness.status.sidecar.istio.io/initialDelaySeconds', pod('count')],
  ['readiness.status.sidecar.istio.io/periodSeconds', pod('count')],
  ...['agentLogLevel', 'bootstrapOverride', 'componentLogLevel', 'inject', 'logLevel', 'nativeSidecar'].map(
    (name): [string, IstioAnnotation] => [`sidecar.istio.io/${name}`, pod()],
  ),
  ...['proxyCPU', 'proxyCPULimit', 'proxyImage', 'proxyImageType', 'proxyMemory', 'proxyMemoryLimit'].map(
    (name): [string, IstioAnnotation] => [`sidecar.istio.io/${name}`, pod()],
  ),
  ...['rewriteAppHTTPProbers', 'statsEvictionInterval', 'statsFlushInterval', 'statsHistogramBins'].map(
    (name): [string, IstioAnnotation] => [`sidecar.istio.io/${name}`, pod()],
  ),
  ...['statsHistogramBuckets', 'status', 'userVolume', 'userVolumeMount'].map((name): [string, IstioAnnotation] => [
    `sidecar.istio.io/${name}`,
    pod(),
  ]),
  ['sidecar.istio.io/interceptionMode', pod('mode')],
  ...['discoveryAddress', 'extraStatTags', 'statsCompression'].map((name): [string, IstioAnnotation] => [
    `sidecar.istio.io/${name}`,
    old,
  ]),
  ...['Prefixes', 'Regexps', 'Suffixes'].map((name): [string, IstioAnnotation] => [
    `sidecar.istio.io/statsInclusion${name}`,
    old,
  ]),
  ['status.sidecar.istio.io/port', pod('port')],
  ['topology.istio.io/controlPlaneClusters', { on: ['Namespace'] }],
  ['traffic.istio.io/nodeSelector', { on: ['Service'] }],
  ['traffic.sidecar.istio.io/excludeInboundPorts', pod('ports')],
  ['traffic.sidecar.istio.io/excludeInterfaces', pod()],
  ['traffic.sidecar.istio.io/excludeOutboundIPRanges', pod('blocks')],
  ['traffic.sidecar.istio.io/excludeOutboundPorts', pod('ports')],
  ['traffic.sidecar.istio.io/includeInboundPorts', pod('ports or all')],
  ['traffic.sidecar.istio.io/includeOutboundIPRanges', pod('blocks or all')],
  ['traffic.sidecar.istio.io/includeOutboundPorts', pod()],
  ['traffic.sidecar.istio.io/kubevirtInterfaces', old],
]);

/** Kinds whose annotations are looked at. */
export const ANNOTATED_KINDS = [
  'Namespace',
  'Service',
  'Pod',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
] as const;

export interface WrittenAnnotation {
  readonly entry: Entry;
  /** The kind that carries it; pod templates count as `Pod`. */
  readonly carrier: string;
  /** Path of the metadata that it stands in. */
  readonly path: readonly string[];
  /** `undefined`: Istio knows none of the name. */
  readonly known: IstioAnnotation | undefined;
}

const OURS = /^(?:[a-z0-9-]+\.)*istio\.io\//;
const OTHER_KEYS: ReadonlySet<string> = new Set(METADATA_KEYS.map(({ key }) => key));

/** Annotations under `istio.io` on an object of {@link ANNOTATED_KINDS} and on its pods. */
export function istioAnnotations(resource: Resource): readonly WrittenAnnotation[] {
  const template = podMetadataPath(resource.kind);
  const places: [string, readonly string[]][] =
    resource.kind === 'Pod'
      ? [['Pod', ['metadata']]]
      : resource.kind === 'Namespace' || resource.kind === 'Service'
        ? [[resource.kind, ['metadata']]]
        : [
            [resource.kind, ['metadata']],
            ['Pod', template],
          ];
  return places.flatMap(([carrier, path]) =>
    entriesOf(resource.at(...path, 'annotations')).flatMap((entry) => {
      const { text, unknown } = entry.key;
      if (unknown || !OURS.test(text)) return [];
      const known = ISTIO_ANNOTATIONS.get(text);
      // Labels among annotations, and slips of what is known, have a rule of their own.
      return known || !OTHER_KEYS.has(text) ? [{ entry, carrier, path, known }] : [];
    }),
  );
}
