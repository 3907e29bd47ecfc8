/** Target burst capacity (TBC): decides whether Knative's activator stands on the path to a model. */

import type { Platform } from '../platform/platform';
import type { Entry } from '../yaml/node';
import { entryOf, hasUnknown, isNull, isUnknown } from '../yaml/node';
import {
  DEPLOYMENT_MODE_ANNOTATION,
  isKnativeMode,
  readInferenceService,
  TARGET_BURST_CAPACITY,
} from './inference-service';
import { defaultDeploymentMode } from './kserve-config';
import { briefReader, type Resource } from './resource';
import { isBroken } from './workload';

const COMPONENTS = ['predictor', 'transformer', 'explainer'] as const;
const CLASS_ANNOTATION = 'autoscaling.knative.dev/class';

/** Annotations of an InferenceService that reach its pods: its own, and those of each component. */
const annotationMaps = (resource: Resource) => resource.read(readAnnotationMaps);

const readAnnotationMaps = briefReader((resource) => [
  resource.at('metadata', 'annotations'),
  ...COMPONENTS.map((component) => resource.at('spec', component, 'annotations')),
]);

/** TBC annotations as written, in both spellings. */
export const burstCapacityEntries = (resource: Resource): readonly Entry[] => resource.read(readBurstCapacityEntries);

const readBurstCapacityEntries = briefReader((resource): readonly Entry[] =>
  annotationMaps(resource).flatMap((map) => TARGET_BURST_CAPACITY.flatMap((key) => entryOf(map, key) ?? [])),
);

/** Components without a TBC of their own or of the InferenceService; none when a template might add one. */
export function componentsWithoutBurstCapacity(resource: Resource): readonly string[] {
  if (isBroken(resource) || isUnknown(resource.at('metadata'))) return [];
  if (annotationMaps(resource).some((map) => isUnknown(map))) return [];
  const own = resource.at('metadata', 'annotations');
  const has = (map: typeof own) => TARGET_BURST_CAPACITY.some((key) => entryOf(map, key));
  if (has(own)) return [];
  return COMPONENTS.filter((component) => {
    const node = resource.at('spec', component);
    return node && !isNull(node) && !isUnknown(node) && !has(resource.at('spec', component, 'annotations'));
  });
}

/** Autoscaled by anything but Knative's own autoscaler: the activator is never on the path then (knative serving hpa.go). */
export const isForeignClass = (resource: Resource): boolean =>
  annotationMaps(resource).some((map) => {
    const value = entryOf(map, CLASS_ANNOTATION)?.value;
    return (
      value !== undefined &&
      (hasUnknown(value) || (value.kind === 'scalar' && value.text !== 'kpa.autoscaling.knative.dev'))
    );
  });

/**
 * True when the InferenceService runs on Knative: by its annotation, else by the ConfigMap in the set, else by the platform's default.
 * @param configMaps called only when the annotation does not say.
 */
export function runsOnKnative(resource: Resource, platform: Platform, configMaps: () => readonly Resource[]): boolean {
  if (isBroken(resource)) return false;
  const service = resource.read(readInferenceService);
  if (entryOf(service.annotations, DEPLOYMENT_MODE_ANNOTATION)) return isKnativeMode(service, platform);
  const configured = defaultDeploymentMode(configMaps(), platform);
  return configured === undefined
    ? isKnativeMode(service, platform)
    : configured === 'Knative' && !service.annotationsUnknown;
}
