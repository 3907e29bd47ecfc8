/** Sidecar injection of single pods: the marks on them, and what Istio's webhook makes of them with the namespace's labels. */

import type { TextEdit } from '../text/edit';
import { moveEntry, removeWithEmptyParent } from '../yaml/move-entry';
import { type Entry, entryOf, isMap, isScalar, type YamlNode } from '../yaml/node';
import { meshIn, type ObjectLookup } from './default-injection';
import { COMPONENT_NAMES } from './inference-components';
import type { KindId } from './kinds';
import type { NamespaceMesh } from './namespace';
import { briefReader, type Resource } from './resource';
import { INJECT_KEY, podMetadataPath } from './workload';

export interface InjectionLookup extends ObjectLookup {
  inNamespace(kind: KindId, namespace: string): readonly Resource[];
}

/** Labels and annotations that reach one group of pods. */
export interface PodMarks {
  /** Holder of `labels` and `annotations`. */
  readonly path: readonly string[];
  readonly holder: YamlNode | undefined;
  readonly label: Entry | undefined;
  readonly annotation: Entry | undefined;
}

/** Of a pod template; of an InferenceService its own, and those of each component (kserve components/predictor.go joins them). */
export const readPodMarks = briefReader((resource): readonly PodMarks[] => {
  const paths =
    resource.kind === 'InferenceService'
      ? [['metadata'], ...COMPONENT_NAMES.map((name) => ['spec', name])]
      : [podMetadataPath(resource.kind)];
  return paths.flatMap((path) => {
    const holder = resource.at(...path);
    if (!holder) return [];
    const find = (key: string) => entryOf(entryOf(holder, key)?.value, INJECT_KEY);
    return [{ path, holder, label: find('labels'), annotation: find('annotations') }];
  });
});

/** The value of a mark as the injector compares it; `undefined` when unknown or no string. */
export const markValue = (entry: Entry | undefined): string | undefined =>
  entry && isScalar(entry.value) && !entry.value.unknown && typeof entry.value.value === 'string'
    ? entry.value.value
    : undefined;

/** How the set's objects of that name put the namespace into the mesh; none: no file holds the namespace. */
export const namespaceMeshes = (set: InjectionLookup, name: string): readonly NamespaceMesh[] =>
  set.inNamespace('Namespace', name).map((each) => meshIn(each, set));

/** True when files show the namespace and none of them lets the injector look at unlabelled pods. */
export function isOutsideInjection(meshes: readonly NamespaceMesh[]): boolean {
  return meshes.length > 0 && meshes.every(({ injection }) => injection === 'none' || injection === 'disabled');
}

/** True when files show that the pods get no sidecar: no proxy, no policy. */
export const hasNoProxy = (resource: Resource, namespace: string, set: InjectionLookup): boolean =>
  isOutsideInjection(namespaceMeshes(set, namespace)) &&
  !resource.read(readPodMarks).some(({ label }) => label && markValue(label) !== 'false');

/** Edits that turn the annotation into the label of the same name; none where that cannot be written. */
export function moveMarkToLabel(resource: Resource, marks: PodMarks): TextEdit[] {
  const { annotation, holder, label } = marks;
  const value = markValue(annotation);
  if (!annotation || value === undefined || !isMap(holder)) return [];
  const { text } = resource.document;
  if (label) return [removeWithEmptyParent(text, holder, 'annotations', annotation) ?? []].flat();
  return moveEntry(text, holder, 'annotations', annotation, 'labels', INJECT_KEY, value);
}
