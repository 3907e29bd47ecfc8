import {
  type Entry,
  entriesOf,
  entryOf,
  isMap,
  isNull,
  isScalar,
  isUnknown,
  type ScalarNode,
  stringOf,
} from '../yaml/node';
import type { Resource } from './resource';
import { readSelector, type Selector } from './selector';

export type MtlsMode = 'UNSET' | 'DISABLE' | 'PERMISSIVE' | 'STRICT';

export interface PeerAuthentication {
  readonly resource: Resource;
  readonly selector: Selector;
  /** UNSET when absent or null (inherits); `undefined` when unknown or no mode at all. */
  readonly mode: MtlsMode | undefined;
  readonly modeNode: ScalarNode | undefined;
  readonly portEntry: Entry | undefined;
  /** Mode by workload port as written; `undefined` as for {@link mode}. */
  readonly ports: ReadonlyMap<string, { readonly mode: MtlsMode | undefined; readonly entry: Entry }>;
  readonly unknown: boolean;
}

const MODES: ReadonlySet<string> = new Set(['UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT']);

export function readPeerAuthentication(resource: Resource): PeerAuthentication {
  const spec = resource.at('spec');
  const mtls = entryOf(spec, 'mtls')?.value;
  const modeNode = entryOf(mtls, 'mode')?.value;
  const portEntry = entryOf(spec, 'portLevelMtls');
  const ports = new Map(
    entriesOf(portEntry?.value).map((entry) => {
      const mode = entryOf(entry.value, 'mode')?.value;
      return [entry.key.text, { mode: isUnknown(entry.value) ? undefined : toMode(mode), entry }] as const;
    }),
  );
  return {
    resource,
    selector: readSelector(spec),
    mode: isUnknown(spec) || isUnknown(mtls) ? undefined : toMode(modeNode),
    modeNode: isScalar(modeNode) ? modeNode : undefined,
    portEntry: portEntry && !isNull(portEntry.value) ? portEntry : undefined,
    ports,
    unknown:
      isUnknown(spec) || isUnknown(mtls) || isUnknown(modeNode) || (isMap(portEntry?.value) && portEntry.value.open),
  };
}

function toMode(node: ReturnType<Resource['at']>): MtlsMode | undefined {
  if (!node || isNull(node)) return 'UNSET';
  const mode = stringOf(node);
  return mode !== undefined && MODES.has(mode) ? (mode as MtlsMode) : undefined;
}
