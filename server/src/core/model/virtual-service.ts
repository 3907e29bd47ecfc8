/** VirtualService: its hosts and the gateways it is bound to (istio-api networking/v1 VirtualService). */
import { at, hasUnknown, isNull, isScalar, itemsOf, type ScalarNode, stringOf } from '../yaml/node';
import type { Resource } from './resource';

export interface NamedNode {
  readonly text: string;
  readonly node: ScalarNode;
}

export interface VirtualService {
  readonly resource: Resource;
  readonly hosts: readonly NamedNode[];
  /** Of `spec.gateways`; none written: the mesh. */
  readonly gateways: readonly NamedNode[];
  /** Of `match` in routes, which narrow `spec.gateways`. */
  readonly matchGateways: readonly NamedNode[];
  /** Every sidecar of the mesh follows it. */
  readonly boundToMesh: boolean;
  readonly unknown: boolean;
}

const names = (node: ReturnType<Resource['at']>): NamedNode[] =>
  itemsOf(node).flatMap((item) => {
    const text = stringOf(item);
    return isScalar(item) && text !== undefined ? [{ text, node: item }] : [];
  });

export function readVirtualService(resource: Resource): VirtualService {
  const hosts = resource.at('spec', 'hosts');
  const gateways = resource.at('spec', 'gateways');
  const list = names(gateways);
  const written = gateways !== undefined && !isNull(gateways) && itemsOf(gateways).length > 0;
  return {
    resource,
    hosts: names(hosts),
    gateways: list,
    matchGateways: (['http', 'tls', 'tcp'] as const).flatMap((kind) =>
      itemsOf(resource.at('spec', kind)).flatMap((route) =>
        itemsOf(at(route, 'match')).flatMap((match) => names(at(match, 'gateways'))),
      ),
    ),
    boundToMesh: !written || list.some(({ text }) => text === 'mesh'),
    unknown: hasUnknown(hosts) || hasUnknown(gateways),
  };
}
