/** Sidecar: which hosts of which namespaces its proxies know (istio-api networking/v1 Sidecar). */
import { entryOf, hasUnknown, isNull, isScalar, itemsOf, type ScalarNode, stringOf, type YamlNode } from '../yaml/node';
import type { Resource } from './resource';

export interface EgressHost {
  /** As written; `undefined` when unknown. */
  readonly text: string | undefined;
  readonly node: ScalarNode;
}

export interface SidecarScope {
  readonly resource: Resource;
  readonly hosts: readonly EgressHost[];
  /** The first `hosts` key, to point at what is missing there. */
  readonly hostsKey: YamlNode | undefined;
  readonly hostsList: YamlNode | undefined;
  /** For pods with these labels only. */
  readonly selective: boolean;
  readonly egressUnknown: boolean;
}

export function readSidecar(resource: Resource): SidecarScope {
  const egress = resource.at('spec', 'egress');
  const lists = itemsOf(egress).flatMap((item) => entryOf(item, 'hosts') ?? []);
  const selector = resource.at('spec', 'workloadSelector');
  return {
    resource,
    hosts: lists.flatMap((entry) =>
      itemsOf(entry.value)
        .filter(isScalar)
        .map((node) => ({ text: stringOf(node), node })),
    ),
    hostsKey: lists[0]?.key,
    hostsList: lists.at(-1)?.value,
    selective: selector !== undefined && !isNull(selector),
    egressUnknown: hasUnknown(egress),
  };
}
