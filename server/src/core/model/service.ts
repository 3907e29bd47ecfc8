/** Kubernetes' Service: ports and the pods that it selects. */
import { entryOf, hasUnknown, isNull, isScalar, isUnknown, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import { knownStrings } from './gateway';
import type { Resource } from './resource';

export interface ServicePort {
  readonly node: YamlNode;
  readonly port: number | undefined;
  readonly portNode: YamlNode | undefined;
  /** A number, or a container port's name; the port itself when absent; `undefined` when unknown. */
  readonly targetPort: number | string | undefined;
  readonly protocol: string;
}

export interface KubernetesService {
  readonly resource: Resource;
  readonly ports: readonly ServicePort[];
  readonly selector: ReadonlyMap<string, string>;
  readonly type: string;
  readonly labels: ReadonlyMap<string, string | undefined>;
  /** Labels, selector or ports are templated in part. */
  readonly unknown: boolean;
}

export function readService(resource: Resource): KubernetesService {
  const labels = resource.at('metadata', 'labels');
  const selector = resource.at('spec', 'selector');
  const ports = resource.at('spec', 'ports');
  return {
    resource,
    ports: itemsOf(ports).map(readPort),
    selector: knownStrings(selector),
    type: stringOf(resource.at('spec', 'type')) ?? 'ClusterIP',
    labels: new Map(
      labels?.kind === 'map' ? labels.entries.map((entry) => [entry.key.text, stringOf(entry.value)] as const) : [],
    ),
    unknown: isUnknown(resource.at('metadata')) || isUnknown(labels) || hasUnknown(selector) || isUnknown(ports),
  };
}

function readPort(node: YamlNode): ServicePort {
  const port = entryOf(node, 'port')?.value;
  const target = entryOf(node, 'targetPort')?.value;
  const number = isScalar(port) && typeof port.value === 'number' ? port.value : undefined;
  const known = isScalar(target) && (typeof target.value === 'number' || typeof target.value === 'string');
  return {
    node,
    port: number,
    portNode: port,
    targetPort:
      !target || isNull(target)
        ? isUnknown(node)
          ? undefined
          : number
        : known
          ? toTarget(target.value as string | number)
          : undefined,
    protocol: stringOf(entryOf(node, 'protocol')?.value) ?? 'TCP',
  };
}

/** Kubernetes takes `"8081"` for a name, which no container port can have; people mean the number. */
const toTarget = (value: string | number): string | number => (/^\d+$/.test(String(value)) ? Number(value) : value);
