/** Whether pods have a sidecar, as the injection webhook decides (istio mutatingwebhook.yaml, inject.go). */
import { meshIn } from '../../model/default-injection';
import type { Resource } from '../../model/resource';
import { INJECT_KEY } from '../../model/workload';
import { mayExist } from '../../platform/externals';
import { entryOf, isScalar, type YamlNode } from '../../yaml/node';
import type { SetView } from './set-view';
import type { Assumption } from './types';

export interface Membership {
  /** `ambient`: no sidecar, but the node's proxy. */
  readonly kind: 'sidecar' | 'none' | 'ambient' | 'unknown';
  readonly basis: Assumption;
}

export interface PodMarks {
  readonly resource: Resource;
  readonly labels: readonly (YamlNode | undefined)[];
  readonly annotations: readonly (YamlNode | undefined)[];
}

/** @param marks labels and annotations that reach the pods; `undefined` when no file makes the pods. */
export function membershipOf(view: SetView, namespace: string, marks: PodMarks | undefined): Membership {
  const object = view.once(
    `namespace ${namespace}`,
    (shared) => shared.all('Namespace').find((resource) => resource.name === namespace),
    Object.is,
  );
  const label = markIn(marks?.labels, INJECT_KEY);
  const annotation = markIn(marks?.annotations, INJECT_KEY);
  const plane = markIn(marks?.labels, 'istio.io/dataplane-mode');
  const at = (mark: Mark | undefined) => (marks && mark ? { resource: marks.resource, node: mark.node } : {});
  const say = (
    kind: Membership['kind'],
    text: string,
    from: Assumption['from'],
    place: Partial<Assumption> = {},
  ): Membership => ({
    kind,
    basis: { text, from, ...place },
  });
  const unread = [label, annotation, plane].find((mark) => mark?.value === undefined && mark !== undefined);
  if (unread) return say('unknown', `Whether pods of ${namespace} get a sidecar cannot be read`, 'file', at(unread));
  if (!object) {
    const mark = label ?? annotation;
    if (mark) {
      const text = `Pods of ${namespace} ${mark.value === 'true' ? 'have a' : 'have no'} sidecar: ${INJECT_KEY} says so, and no file shows the namespace`;
      return say(mark.value === 'true' ? 'sidecar' : 'none', text, 'file', at(mark));
    }
    if (mayExist(view.platform, { kind: 'Namespace', name: namespace })) {
      const text = `Namespace ${namespace} is in the cluster by meshward.externals, and no file says whether its pods have a sidecar`;
      return say('unknown', text, 'setting');
    }
    return say('sidecar', `Namespace ${namespace} is in no file: its pods are taken to have a sidecar`, 'default');
  }
  const mesh = meshIn(object, view);
  const place = { resource: object, node: mesh.labels ?? object.headNode };
  switch (mesh.injection) {
    case 'unknown':
      return say('unknown', `The labels of namespace ${namespace} cannot be read`, 'file', place);
    case 'disabled':
      return say('none', `Namespace ${namespace} is kept out of the mesh`, 'file', place);
    case 'enabled':
    case 'revision': {
      const off = label ? label.value === 'false' : annotation?.value === 'false';
      if (off)
        return say(
          'none',
          `Pods of ${namespace} are kept out of the mesh by ${INJECT_KEY}`,
          'file',
          at(label ?? annotation),
        );
      return say('sidecar', `Namespace ${namespace} is labelled for injection`, 'file', place);
    }
    case 'ambient':
      if (label?.value === 'true')
        return say('sidecar', `The label ${INJECT_KEY} gives the pods a sidecar`, 'file', at(label));
      if (plane?.value === 'none')
        return say(
          'none',
          `The label istio.io/dataplane-mode keeps the pods out of the ambient mesh`,
          'file',
          at(plane),
        );
      return say('ambient', `Namespace ${namespace} is in the ambient mesh`, 'file', place);
    case 'none':
      if (label?.value === 'true')
        return say('sidecar', `The label ${INJECT_KEY} gives the pods a sidecar`, 'file', at(label));
      if (plane?.value === 'ambient')
        return say(
          'ambient',
          'The label istio.io/dataplane-mode puts the pods into the ambient mesh',
          'file',
          at(plane),
        );
      if (annotation?.value === 'true') {
        const text = `Pods of ${namespace} have no sidecar: the namespace has no injection label, and the annotation alone does nothing`;
        return say('none', text, 'file', at(annotation));
      }
      return say('none', `Namespace ${namespace} has no injection label, so its pods have no sidecar`, 'file', place);
  }
}

interface Mark {
  /** `undefined` when unknown. */
  readonly value: string | undefined;
  readonly node: YamlNode;
}

/** The first map that has the key counts. */
function markIn(maps: readonly (YamlNode | undefined)[] | undefined, key: string): Mark | undefined {
  for (const map of maps ?? []) {
    const node = entryOf(map, key)?.value;
    if (node) return { value: isScalar(node) && !node.unknown ? String(node.value) : undefined, node };
  }
  return undefined;
}
