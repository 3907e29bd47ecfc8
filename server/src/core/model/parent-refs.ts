/** Which listeners of a Gateway a route attaches to (gateway-api apis/v1 ParentReference, AllowedRoutes; geps: hostname intersection). */
import { entryOf, hasUnknown, isNull, isScalar, isUnknown, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import type { Lookups } from './lookups';
import type { Resource } from './resource';
import { isBroken } from './workload';

export interface ParentRef {
  readonly node: YamlNode;
  readonly gateway: Resource;
  readonly nameNode: YamlNode;
  readonly namespaceNode: YamlNode | undefined;
  readonly section: YamlNode | undefined;
  readonly port: YamlNode | undefined;
}

/** Parents that are Gateways of the set, each fully known. */
export function parentGateways(route: Resource, set: Lookups): readonly ParentRef[] {
  return itemsOf(route.at('spec', 'parentRefs')).flatMap((node) => {
    if (hasUnknown(node)) return [];
    const get = (key: string) => {
      const value = entryOf(node, key)?.value;
      return isNull(value) ? undefined : value;
    };
    const kind = stringOf(get('kind')) ?? 'Gateway';
    const group = stringOf(get('group')) ?? 'gateway.networking.k8s.io';
    const name = stringOf(get('name'));
    if (kind !== 'Gateway' || group !== 'gateway.networking.k8s.io' || !name) return [];
    const namespace = stringOf(get('namespace')) ?? set.namespaceOf(route);
    const gateway = set.find('GatewayApiGateway', namespace, name);
    if (!gateway || isBroken(gateway) || hasUnknown(gateway.at('spec', 'listeners'))) return [];
    return [
      {
        node,
        gateway,
        nameNode: get('name')!,
        namespaceNode: get('namespace'),
        section: get('sectionName'),
        port: get('port'),
      },
    ];
  });
}

export const listenersOf = (gateway: Resource): readonly YamlNode[] => itemsOf(gateway.at('spec', 'listeners'));

/** True when some name fits both; an absent hostname is every host, a wildcard stands for one or more labels. */
export function hostnamesMeet(a: string | undefined, b: string | undefined): boolean {
  if (!a || !b || a === b) return true;
  const covers = (wide: string, narrow: string) => wide.startsWith('*.') && narrow.endsWith(wide.slice(1));
  return covers(a, b) || covers(b, a);
}

/** Whether a listener takes routes of a namespace; `undefined` where only the namespace's labels tell. */
export function admitsNamespace(listener: YamlNode, own: string, namespace: string): boolean | undefined {
  const from = entryOf(entryOf(entryOf(listener, 'allowedRoutes')?.value, 'namespaces')?.value, 'from')?.value;
  if (from && (isUnknown(from) || !isScalar(from))) return undefined;
  const text = stringOf(from) ?? 'Same';
  if (text === 'Selector') return undefined;
  return text === 'All' || own === namespace;
}
