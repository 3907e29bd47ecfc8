/** DestinationRule: what TLS clients send to a host (istio-api networking/v1 DestinationRule). */
import {
  at,
  entryOf,
  hasUnknown,
  isNull,
  isScalar,
  itemsOf,
  type ScalarNode,
  stringOf,
  stringsOf,
  type YamlNode,
} from '../yaml/node';
import { knownStrings } from './gateway';
import type { Resource } from './resource';

export type ClientTlsMode = 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';

export interface ClientTls {
  /** `undefined` when unknown. A `tls` block without a mode is DISABLE, the first value of the enum. */
  readonly mode: ClientTlsMode | undefined;
  readonly credentialName: string | undefined;
  readonly node: YamlNode;
}

export interface DestinationRule {
  readonly resource: Resource;
  readonly host: string | undefined;
  readonly hostNode: ScalarNode | undefined;
  /** `trafficPolicy.tls`; `undefined` when none is written: auto mTLS decides. */
  readonly tls: ClientTls | undefined;
  /** `trafficPolicy.portLevelSettings[].tls` by Service port. */
  readonly portTls: ReadonlyMap<number, ClientTls>;
  /** Service ports with settings of their own, which take nothing from those of the host (istio MergeTrafficPolicy). */
  readonly ownPorts: ReadonlySet<number>;
  /** Namespaces that see it; empty: all. */
  readonly exportTo: readonly string[];
  /** Labels of the client pods that it is for; none: all. */
  readonly workloadLabels: ReadonlyMap<string, string> | undefined;
  readonly unknown: boolean;
}

const MODES: ReadonlySet<string> = new Set(['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL']);

export function readDestinationRule(resource: Resource): DestinationRule {
  const host = resource.at('spec', 'host');
  const policy = resource.at('spec', 'trafficPolicy');
  const workload = resource.at('spec', 'workloadSelector');
  const ports = itemsOf(at(policy, 'portLevelSettings')).flatMap((item) => {
    const number = at(item, 'port', 'number');
    const tls = readTls(entryOf(item, 'tls')?.value);
    return isScalar(number) && typeof number.value === 'number' ? [[number.value, tls] as const] : [];
  });
  return {
    resource,
    host: stringOf(host),
    hostNode: isScalar(host) ? host : undefined,
    tls: readTls(entryOf(policy, 'tls')?.value),
    portTls: new Map(ports.flatMap(([port, tls]) => (tls ? [[port, tls]] : []))),
    ownPorts: new Set(ports.map(([port]) => port)),
    exportTo: stringsOf(resource.at('spec', 'exportTo')),
    workloadLabels: workload && !isNull(workload) ? knownStrings(at(workload, 'matchLabels')) : undefined,
    unknown: hasUnknown(host) || hasUnknown(policy),
  };
}

function readTls(node: YamlNode | undefined): ClientTls | undefined {
  if (!node || isNull(node)) return undefined;
  const modeNode = entryOf(node, 'mode')?.value;
  const mode = !modeNode || isNull(modeNode) ? 'DISABLE' : stringOf(modeNode);
  return {
    mode: mode !== undefined && MODES.has(mode) ? (mode as ClientTlsMode) : undefined,
    credentialName: stringOf(entryOf(node, 'credentialName')?.value) || undefined,
    node: modeNode && !isNull(modeNode) ? modeNode : node,
  };
}
