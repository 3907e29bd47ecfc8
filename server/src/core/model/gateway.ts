/** Istio's Gateway: its servers, as far as rules and the request paths need them. */
import {
  type Entry,
  entryOf,
  isNull,
  isScalar,
  isUnknown,
  itemsOf,
  type ScalarNode,
  stringOf,
  type YamlNode,
} from '../yaml/node';
import type { Resource } from './resource';
import { readStringMap } from './selector';

export interface GatewayServer {
  readonly node: YamlNode;
  /** Port number; `undefined` when absent or unknown. */
  readonly port: number | undefined;
  readonly portNode: YamlNode | undefined;
  /** Upper case, as Istio compares it; `undefined` when absent or unknown. */
  readonly protocol: string | undefined;
  readonly protocolNode: ScalarNode | undefined;
  /** `tls` with something in it. */
  readonly tls: Entry | undefined;
  /** `undefined` when absent or unknown. */
  readonly tlsMode: string | undefined;
  readonly hosts: readonly string[];
  /** Parts are templated: absence proves nothing. */
  readonly unknown: boolean;
}

export interface IstioGateway {
  readonly resource: Resource;
  /** Labels of the gateway's pods; values that are unknown are left out. */
  readonly selector: ReadonlyMap<string, string>;
  readonly servers: readonly GatewayServer[];
}

export function readGateway(resource: Resource): IstioGateway {
  return {
    resource,
    selector: knownStrings(resource.at('spec', 'selector')),
    servers: itemsOf(resource.at('spec', 'servers')).map(readServer),
  };
}

function readServer(node: YamlNode): GatewayServer {
  const port = entryOf(node, 'port')?.value;
  const number = entryOf(port, 'number')?.value;
  const protocol = entryOf(port, 'protocol')?.value;
  const tls = entryOf(node, 'tls');
  return {
    node,
    port: isScalar(number) && typeof number.value === 'number' ? number.value : undefined,
    portNode: number,
    protocol: stringOf(protocol)?.toUpperCase(),
    protocolNode: isScalar(protocol) ? protocol : undefined,
    tls: tls && !isNull(tls.value) ? tls : undefined,
    tlsMode: stringOf(entryOf(tls?.value, 'mode')?.value),
    hosts: itemsOf(entryOf(node, 'hosts')?.value).flatMap((host) => stringOf(host) ?? []),
    unknown: isUnknown(node) || isUnknown(port) || isUnknown(protocol) || isUnknown(tls?.value),
  };
}

/** String entries of a map whose values are known. */
export const knownStrings = (node: YamlNode | undefined): ReadonlyMap<string, string> =>
  new Map([...readStringMap(node)].flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value] as const])));
