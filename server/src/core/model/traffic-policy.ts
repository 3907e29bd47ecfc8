/** Every traffic policy of a DestinationRule, with its own `tls`: the rule's, each port's, and those of subsets. */
import { entryOf, isNull, isScalar, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import type { Resource } from './resource';

export interface TrafficPolicy {
  readonly node: YamlNode;
  /** The key that holds it, or the list item's first key. */
  readonly head: YamlNode;
  readonly kind: 'rule' | 'port' | 'subset';
  /** Service port of a `portLevelSettings` entry. */
  readonly port: number | undefined;
  readonly tls: YamlNode | undefined;
}

export function readTrafficPolicies(resource: Resource): readonly TrafficPolicy[] {
  const spec = resource.at('spec');
  return [
    ...policiesOf(spec, 'rule'),
    ...itemsOf(entryOf(spec, 'subsets')?.value).flatMap((subset) => policiesOf(subset, 'subset')),
  ];
}

function policiesOf(owner: YamlNode | undefined, kind: 'rule' | 'subset'): TrafficPolicy[] {
  const entry = entryOf(owner, 'trafficPolicy');
  if (!entry || isNull(entry.value)) return [];
  return [
    { node: entry.value, head: entry.key, kind, port: undefined, tls: tlsOf(entry.value) },
    ...itemsOf(entryOf(entry.value, 'portLevelSettings')?.value).map((node): TrafficPolicy => {
      const number = entryOf(entryOf(node, 'port')?.value, 'number')?.value;
      const port = isScalar(number) && typeof number.value === 'number' ? number.value : undefined;
      return {
        node,
        head: (node.kind === 'map' && node.entries[0]?.key) || node,
        kind: 'port',
        port,
        tls: tlsOf(node),
      };
    }),
  ];
}

function tlsOf(policy: YamlNode): YamlNode | undefined {
  const node = entryOf(policy, 'tls')?.value;
  return node && !isNull(node) ? node : undefined;
}

/** `mode` of a `tls` block; none written is DISABLE, the first value of the enum; `undefined` when unknown. */
export function clientTlsMode(tls: YamlNode): string | undefined {
  const mode = entryOf(tls, 'mode')?.value;
  if (!mode || isNull(mode)) return tls.kind === 'map' && tls.open ? undefined : 'DISABLE';
  return stringOf(mode);
}

/** What to point at for a `tls` block's mode. */
export function tlsModeNode(tls: YamlNode): YamlNode {
  const mode = entryOf(tls, 'mode')?.value;
  return mode && !isNull(mode) ? mode : tls;
}
