/**
 * Annotations and labels of Istio, KServe and Knative that are often mistaken for each other (istio-api label/labels.yaml and
 * annotation/annotations.yaml, kserve pkg/constants, knative serving pkg/apis/autoscaling/register.go).
 */
import { distance } from 'fastest-levenshtein';

export type KeyPlace = 'label' | 'annotation';

export interface MetadataKey {
  readonly key: string;
  /** Where it is read; both where left out. */
  readonly place?: KeyPlace;
  /** Read from pods only: on what makes pods it belongs to their template. */
  readonly ofPods?: boolean;
  /** All values that there are. */
  readonly values?: readonly string[];
}

const traffic = ['includeInboundPorts', 'excludeInboundPorts', 'includeOutboundPorts', 'excludeOutboundPorts'];
const ranges = ['includeOutboundIPRanges', 'excludeOutboundIPRanges', 'excludeInterfaces', 'kubevirtInterfaces'];

export const METADATA_KEYS: readonly MetadataKey[] = [
  { key: 'istio-injection', place: 'label' },
  { key: 'istio.io/dataplane-mode', place: 'label', values: ['ambient', 'none'] },
  { key: 'istio.io/use-waypoint', place: 'label' },
  { key: 'istio.io/use-waypoint-namespace', place: 'label' },
  { key: 'istio.io/waypoint-for', place: 'label', values: ['service', 'workload', 'all', 'none'] },
  { key: 'istio.io/dry-run', place: 'annotation' },
  { key: 'sidecar.istio.io/inject', ofPods: true },
  { key: 'experimental.istio.io/disable-gateway-port-translation', place: 'label' },
  { key: 'proxy.istio.io/config', place: 'annotation', ofPods: true },
  ...[...traffic, ...ranges].map(
    (name): MetadataKey => ({ key: `traffic.sidecar.istio.io/${name}`, place: 'annotation', ofPods: true }),
  ),
  { key: 'serving.kserve.io/deploymentMode', place: 'annotation' },
  { key: 'serving.kserve.io/autoscalerClass', place: 'annotation' },
  { key: 'serving.kserve.io/enable-prometheus-scraping', place: 'annotation' },
  { key: 'serving.kserve.io/enable-metric-aggregation', place: 'annotation' },
  { key: 'serving.kserve.io/storage-initializer-uid', place: 'annotation' },
  { key: 'networking.knative.dev/visibility' },
  { key: 'networking.kserve.io/visibility' },
  ...['class', 'metric', 'target', 'min-scale', 'max-scale', 'initial-scale', 'scale-down-delay', 'window'].map(
    (name): MetadataKey => ({ key: `autoscaling.knative.dev/${name}`, place: 'annotation' }),
  ),
  ...['minScale', 'maxScale', 'initialScale', 'scaleDownDelay'].map(
    (name): MetadataKey => ({ key: `autoscaling.knative.dev/${name}`, place: 'annotation' }),
  ),
];

/** What people write for a key, where it is no slip of one or two letters. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['istio.io/inject', 'sidecar.istio.io/inject'],
  ['istio.io/injection', 'istio-injection'],
  ['istio.io/istio-injection', 'istio-injection'],
  ['istio-inject', 'istio-injection'],
  ['sidecar-injection', 'istio-injection'],
  ['sidecar.istio.io/injection', 'sidecar.istio.io/inject'],
  ['sidecar.istio.io/injected', 'sidecar.istio.io/inject'],
  ['serving.kserve.io/mode', 'serving.kserve.io/deploymentMode'],
]);

const folded = (key: string): string => key.toLowerCase().replace(/[-_.]/g, '');

interface Parts {
  readonly key: string;
  readonly folded: string;
  readonly prefix: string;
  readonly name: string;
}

function partsOf(key: string): Parts {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? '' : key.slice(0, slash);
  return { key, folded: folded(key), prefix, name: key.slice(slash + 1) };
}

const KNOWN: readonly Parts[] = METADATA_KEYS.map(({ key }) => partsOf(key));

/** The known key that was meant by an unknown one: other case or separators, or a letter or two astray in a long name. */
export function meantKey(key: string): string | undefined {
  const alias = ALIASES.get(key.toLowerCase());
  if (alias) return alias;
  const written = partsOf(key);
  return KNOWN.find((right) => isSlipOf(written, right))?.key;
}

function isSlipOf(written: Parts, right: Parts): boolean {
  if (written.folded === right.folded) return true;
  const { prefix, name } = written;
  const letters = right.name.length >= 9 ? 2 : 1;
  if (prefix === right.prefix && right.name.length >= 6 && isNear(name, right.name, letters)) return true;
  return name === right.name && name.length >= 6 && prefix !== '' && isNear(prefix, right.prefix, 2);
}

/** The lengths tell most words apart at no cost. */
const isNear = (a: string, b: string, letters: number): boolean =>
  Math.abs(a.length - b.length) <= letters && distance(a, b) <= letters;
