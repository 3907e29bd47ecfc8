/** The transformers that a kustomization asks for, in the order that kustomize runs them. */
import type { Kustomization } from './kustomization';
import {
  affixTransform,
  annotationsTransform,
  commonLabelsTransform,
  imagesTransform,
  labelsTransform,
  namespaceTransform,
  replicasTransform,
  type Transform,
} from './transformers';

/** `before` and `after` the patches of `patchesJson6902`. */
export function transforms(kustomization: Kustomization): {
  before: readonly Transform[];
  after: readonly Transform[];
} {
  const { namespace, namePrefix, nameSuffix, labels, commonLabels, commonAnnotations } = kustomization;
  return {
    before: [
      ...(namespace ? [namespaceTransform(kustomization, namespace)] : []),
      ...(namePrefix ? [affixTransform(namePrefix, 'prefix')] : []),
      ...(nameSuffix ? [affixTransform(nameSuffix, 'suffix')] : []),
      ...labels.map((set) => labelsTransform(kustomization, set)),
      ...(commonLabels ? [commonLabelsTransform(kustomization, commonLabels)] : []),
      ...(commonAnnotations ? [annotationsTransform(kustomization, commonAnnotations)] : []),
    ],
    after: [
      ...kustomization.replicas.map((entry) => replicasTransform(kustomization, entry)),
      ...kustomization.images.map((entry) => imagesTransform(kustomization, entry)),
    ],
  };
}
