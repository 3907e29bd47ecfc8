/** Sidecar injection of single pods: the marks on them, and what Istio's webhook makes of them with the namespace's labels. */

import type { TextEdit } from '../text/edit';
import { removeEntry } from '../yaml/edit-yaml';
import { type Entry, entryOf, isMap, isScalar, type YamlNode } from '../yaml/node';
import { setField } from '../yaml/write-yaml';
import { COMPONENT_NAMES } from './inference-components';
import type { KindId } from './kinds';
import { type NamespaceMesh, readNamespaceMesh } from './namespace';
import type { Resource } from './resource';
import { INJECT_KEY, podMetadataPath } from './workload';

export interface InjectionLookup {
  all(kind: KindId): readonly Resource[];
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
export function readPodMarks(resource: Resource): readonly PodMarks[] {
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
}

/** The value of a mark as the injector compares it; `undefined` when unknown or no string. */
export const markValue = (entry: Entry | undefined): string | undefined =>
  entry && isScalar(entry.value) && !entry.value.unknown && typeof entry.value.value === 'string'
    ? entry.value.value
    : undefined;

/** How the set's objects of that name put the namespace into the mesh; none: no file holds the namespace. */
export const namespaceMeshes = (set: InjectionLookup, name: string): readonly NamespaceMesh[] =>
  set
    .all('Namespace')
    .filter((each) => each.name === name)
    .map((each) => each.read(readNamespaceMesh));

/** True when files show the namespace and none of them lets the injector look at unlabelled pods. */
export function isOutsideInjection(meshes: readonly NamespaceMesh[]): boolean {
  return meshes.length > 0 && meshes.every(({ injection }) => injection === 'none' || injection === 'disabled');
}

/** Edits that turn the annotation into the label of the same name; none where that cannot be written. */
export function moveMarkToLabel(resource: Resource, marks: PodMarks): TextEdit[] {
  const { annotation, holder, label } = marks;
  const annotations = entryOf(holder, 'annotations');
  const value = markValue(annotation);
  if (!annotation || value === undefined || !isMap(holder) || !annotations || !isMap(annotations.value)) return [];
  if (annotation.merged || annotations.value.alias) return [];
  const { text } = resource.document;
  // An annotations map that would be left empty goes as a whole.
  const removed =
    annotations.value.entries.length > 1
      ? removeEntry(text, annotations.value, annotation)
      : holder.entries.length > 1
        ? removeEntry(text, holder, annotations)
        : undefined;
  if (!removed) return [];
  if (label) return [removed];
  const added = setField(text, holder, ['labels', INJECT_KEY], value);
  if (!added) return [];
  const inside = added.span.start >= removed.span.start && added.span.end <= removed.span.end;
  return inside ? [{ span: removed.span, newText: added.newText }] : [removed, added];
}
