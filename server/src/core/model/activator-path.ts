/** Whether Knative's activator may stand between an honest caller and the pods of a model. */
import type { Platform } from '../platform/platform';
import { at, entryOf, isScalar, isUnknown, stringOf, type YamlNode } from '../yaml/node';
import { burstCapacityEntries, componentsWithoutBurstCapacity, isForeignClass, runsOnKnative } from './burst-capacity';
import { TARGET_BURST_CAPACITY } from './inference-service';
import type { Resource } from './resource';

const scalarText = (node: YamlNode | undefined): string | undefined =>
  isScalar(node) && !node.unknown ? node.text : undefined;

/**
 * True for a Knative-mode InferenceService or a Knative Service that the activator may be in front of; false when burst capacity 0 and a minimum of
 * replicas keep it away, and when the files leave that open.
 * @param configMaps called when the InferenceService itself does not say its mode.
 */
export function mayBeBehindActivator(
  resource: Resource,
  platform: Platform,
  configMaps: () => readonly Resource[],
): boolean {
  if (resource.kind === 'KnativeService') return isServiceBehind(resource);
  if (resource.kind !== 'InferenceService' || !runsOnKnative(resource, platform, configMaps)) return false;
  if (isForeignClass(resource)) return false;
  const entries = burstCapacityEntries(resource);
  if (entries.some((entry) => isUnknown(entry.value))) return false;
  const always = entries.length > 0 && componentsWithoutBurstCapacity(resource).length === 0;
  if (!always || entries.some((entry) => Number(scalarText(entry.value)) !== 0)) return true;
  // KServe's own default is one replica; at zero the activator is back whatever the capacity.
  return ['predictor', 'transformer', 'explainer'].some((component) => {
    const replicas = resource.at('spec', component, 'minReplicas');
    return isScalar(replicas) && replicas.value === 0;
  });
}

function isServiceBehind(resource: Resource): boolean {
  const metadata = resource.at('spec', 'template', 'metadata');
  const annotations = entryOf(metadata, 'annotations')?.value;
  if (isUnknown(metadata) || isUnknown(annotations)) return false;
  const capacity = TARGET_BURST_CAPACITY.map((key) => entryOf(annotations, key)?.value).find((node) => node);
  if (!capacity) return true;
  if (isUnknown(capacity)) return false;
  const least =
    at(annotations, 'autoscaling.knative.dev/min-scale') ?? at(annotations, 'autoscaling.knative.dev/minScale');
  return Number(scalarText(capacity)) !== 0 || Number(stringOf(least) ?? 0) < 1;
}
