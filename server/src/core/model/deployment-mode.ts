/** Which of KServe's deployment modes an InferenceService runs in, and how sure that is. */

import type { Platform } from '../platform/platform';
import { entryOf } from '../yaml/node';
import { DEPLOYMENT_MODE_ANNOTATION, type DeploymentMode, readInferenceService } from './inference-service';
import { defaultDeploymentMode } from './kserve-config';
import type { Resource } from './resource';
import { isBroken } from './workload';

export interface KnownMode {
  readonly mode: DeploymentMode;
  /** `default`: only the platform's facts say so, no file. */
  readonly from: 'annotation' | 'config' | 'default';
}

/**
 * kserve pkg/controller/v1beta1/inferenceservice/utils GetDeploymentMode: the annotation, else `deploy.defaultDeploymentMode`.
 * @param configMaps called only when the annotation does not say.
 * @returns `undefined` when it cannot be known.
 */
export function knownMode(
  resource: Resource,
  platform: Platform,
  configMaps: () => readonly Resource[],
): KnownMode | undefined {
  if (isBroken(resource)) return undefined;
  const service = resource.read(readInferenceService);
  if (service.deploymentMode) return { mode: service.deploymentMode, from: 'annotation' };
  if (service.annotationsUnknown || entryOf(service.annotations, DEPLOYMENT_MODE_ANNOTATION)) return undefined;
  const configured = defaultDeploymentMode(configMaps(), platform);
  if (configured === 'unknown') return undefined;
  return configured ? { mode: configured, from: 'config' } : { mode: platform.defaultDeploymentMode, from: 'default' };
}
