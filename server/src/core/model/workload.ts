/** Pod templates and what makes pods: the metadata that Istio's injector and selectors see. */
import { entryOf, isNull, isUnknown, type YamlNode } from '../yaml/node';
import { knownStrings } from './gateway';
import type { KindId } from './kinds';
import { briefReader, type Resource } from './resource';

/** Kinds whose pods stand in their own namespace. */
export const WORKLOAD_KINDS = [
  'InferenceService',
  'KnativeService',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Pod',
] as const satisfies readonly KindId[];

/**
 * Path of the metadata that reaches the pods. KServe copies an InferenceService's own labels and annotations to its pods
 * (kserve pkg/controller/v1beta1/inferenceservice/components/predictor.go).
 */
export function podMetadataPath(kind: KindId): readonly string[] {
  if (kind === 'InferenceService' || kind === 'Pod') return ['metadata'];
  if (kind === 'CronJob') return ['spec', 'jobTemplate', 'spec', 'template', 'metadata'];
  return ['spec', 'template', 'metadata'];
}

export interface PodMetadata {
  readonly path: readonly string[];
  readonly node: YamlNode | undefined;
  readonly labelsNode: YamlNode | undefined;
  readonly annotationsNode: YamlNode | undefined;
  /** Labels whose values are known. */
  readonly labels: ReadonlyMap<string, string>;
  readonly unknown: boolean;
}

export const readPodMetadata = briefReader((resource): PodMetadata => {
  const path = podMetadataPath(resource.kind);
  const node = resource.at(...path);
  const labelsNode = entryOf(node, 'labels')?.value;
  const annotationsNode = entryOf(node, 'annotations')?.value;
  return {
    path,
    node,
    labelsNode,
    annotationsNode,
    labels: knownStrings(labelsNode),
    unknown: isUnknown(node) || isUnknown(labelsNode) || isUnknown(annotationsNode) || isBroken(resource),
  };
});

/** True when the document's YAML is at fault somewhere: what seems to be missing may only be lost. */
export const isBroken = (resource: Resource): boolean =>
  resource.document.yaml.problems.some((problem) => problem.code !== 'DUPLICATE_KEY');

/** The injector's pod label (istio inject.go: it beats the annotation of the same name). */
export const INJECT_KEY = 'sidecar.istio.io/inject';

/** True when a namespace is written and cannot be known: two such objects may be anywhere. */
export const isPlacedUnknown = (resource: Resource): boolean => resource.read(readPlacedUnknown);

const readPlacedUnknown = (resource: Resource): boolean =>
  isUnknown(resource.at('metadata')) ||
  (resource.namespace === undefined && resource.namespaceNode !== undefined && !isNull(resource.namespaceNode));
