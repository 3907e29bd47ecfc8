/** InferenceService: what decides its request path. */

import type { Platform } from '../platform/platform';
import { type Entry, entryOf, isUnknown, stringOf, type YamlNode } from '../yaml/node';
import type { Resource } from './resource';

export type DeploymentMode = 'Knative' | 'Standard' | 'ModelMesh';

/** Names of `serving.kserve.io/deploymentMode`; the older ones are still taken (kserve constants.go, v0.16). */
export const DEPLOYMENT_MODES: ReadonlyMap<string, DeploymentMode> = new Map([
  ['Knative', 'Knative'],
  ['Serverless', 'Knative'],
  ['Standard', 'Standard'],
  ['RawDeployment', 'Standard'],
  ['ModelMesh', 'ModelMesh'],
]);

export const DEPLOYMENT_MODE_ANNOTATION = 'serving.kserve.io/deploymentMode';

/** Spellings of the target burst capacity annotation; the hyphened one wins (knative serving pkg/apis/autoscaling/register.go KeyPriority). */
export const TARGET_BURST_CAPACITY = [
  'autoscaling.knative.dev/target-burst-capacity',
  'autoscaling.knative.dev/targetBurstCapacity',
] as const;

export interface InferenceService {
  readonly resource: Resource;
  readonly annotations: YamlNode | undefined;
  readonly labels: YamlNode | undefined;
  readonly annotationsUnknown: boolean;
  /** From the annotation; `undefined` when absent, unknown or no mode. */
  readonly deploymentMode: DeploymentMode | undefined;
  readonly targetBurstCapacity: Entry | undefined;
  readonly predictor: YamlNode | undefined;
  readonly transformer: YamlNode | undefined;
  readonly explainer: YamlNode | undefined;
}

export function readInferenceService(resource: Resource): InferenceService {
  const metadata = resource.at('metadata');
  const annotations = entryOf(metadata, 'annotations')?.value;
  const mode = stringOf(entryOf(annotations, DEPLOYMENT_MODE_ANNOTATION)?.value);
  return {
    resource,
    annotations,
    labels: entryOf(metadata, 'labels')?.value,
    annotationsUnknown: isUnknown(metadata) || isUnknown(annotations),
    deploymentMode: mode === undefined ? undefined : DEPLOYMENT_MODES.get(mode),
    targetBurstCapacity: TARGET_BURST_CAPACITY.map((key) => entryOf(annotations, key)).find((entry) => entry),
    predictor: resource.at('spec', 'predictor'),
    transformer: resource.at('spec', 'transformer'),
    explainer: resource.at('spec', 'explainer'),
  };
}

/** True when the InferenceService runs on Knative for all that its annotation and the platform's default tell. */
export function isKnativeMode(service: InferenceService, platform: Platform): boolean {
  if (entryOf(service.annotations, DEPLOYMENT_MODE_ANNOTATION)) return service.deploymentMode === 'Knative';
  return !service.annotationsUnknown && platform.defaultDeploymentMode === 'Knative';
}
