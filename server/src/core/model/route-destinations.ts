/** Where the routes of a VirtualService lead (istio-api networking/v1 Destination). */
import { at, entryOf, isScalar, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import type { Resource } from './resource';

export interface RouteDestination {
  readonly host: string | undefined;
  readonly hostNode: YamlNode | undefined;
  readonly subset: string | undefined;
  readonly subsetNode: YamlNode | undefined;
  readonly port: number | undefined;
  readonly portNode: YamlNode | undefined;
}

export function routeDestinations(resource: Resource): readonly RouteDestination[] {
  return (['http', 'tls', 'tcp'] as const).flatMap((kind) =>
    itemsOf(resource.at('spec', kind)).flatMap((route) => [
      ...itemsOf(entryOf(route, 'route')?.value).flatMap((item) => read(entryOf(item, 'destination')?.value)),
      ...read(entryOf(route, 'mirror')?.value),
      ...itemsOf(entryOf(route, 'mirrors')?.value).flatMap((item) => read(entryOf(item, 'destination')?.value)),
    ]),
  );
}

function read(node: YamlNode | undefined): RouteDestination[] {
  if (node?.kind !== 'map') return [];
  const subsetNode = entryOf(node, 'subset')?.value;
  const portNode = at(node, 'port', 'number');
  return [
    {
      host: stringOf(entryOf(node, 'host')?.value),
      hostNode: entryOf(node, 'host')?.value,
      subset: stringOf(subsetNode) || undefined,
      subsetNode,
      port: isScalar(portNode) && typeof portNode.value === 'number' ? portNode.value : undefined,
      portNode,
    },
  ];
}
