/** `targetRef` and `targetRefs` of Istio's policies (istio-api type/v1beta1 PolicyTargetReference). */
import { entryOf, isNull, isScalar, isUnknown, itemsOf, type ScalarNode, stringOf, type YamlNode } from '../yaml/node';
import type { Resource } from './resource';

export interface TargetRef {
  readonly node: YamlNode;
  /** Empty for the core group, also when left out; `undefined` when unknown. */
  readonly group: string | undefined;
  readonly kind: string | undefined;
  readonly kindNode: ScalarNode | undefined;
  readonly name: string | undefined;
  readonly nameNode: ScalarNode | undefined;
  readonly namespace: string | undefined;
  readonly namespaceNode: ScalarNode | undefined;
}

export function readTargetRefs(resource: Resource): readonly TargetRef[] {
  const spec = resource.at('spec');
  const single = entryOf(spec, 'targetRef')?.value;
  const nodes = [...(single && !isNull(single) ? [single] : []), ...itemsOf(entryOf(spec, 'targetRefs')?.value)];
  return nodes.map((node) => {
    const scalar = (key: string) => {
      const value = entryOf(node, key)?.value;
      return isScalar(value) ? value : undefined;
    };
    const group = entryOf(node, 'group')?.value;
    return {
      node,
      group: !group || isNull(group) ? (isUnknown(node) ? undefined : '') : stringOf(group),
      kind: stringOf(scalar('kind')),
      kindNode: scalar('kind'),
      name: stringOf(scalar('name')),
      nameNode: scalar('name'),
      namespace: stringOf(scalar('namespace')),
      namespaceNode: scalar('namespace'),
    };
  });
}

/** Group and kind pairs that a policy may target (istio validation.go allowedTargetRefs). */
export const TARGET_KINDS: readonly { readonly group: string; readonly kind: string }[] = [
  { group: 'gateway.networking.k8s.io', kind: 'Gateway' },
  { group: 'gateway.networking.k8s.io', kind: 'GatewayClass' },
  { group: '', kind: 'Service' },
  { group: 'networking.istio.io', kind: 'ServiceEntry' },
];

/** @param group empty or `core` for the core group */
export const isTargetKind = (group: string, kind: string): boolean =>
  TARGET_KINDS.some((one) => one.kind === kind && one.group === (group === 'core' ? '' : group));
