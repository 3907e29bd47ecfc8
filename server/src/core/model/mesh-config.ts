/** MeshConfig as the files hold it: the ConfigMap `istio`, or `istio-REVISION`, of the root namespace (istio-api mesh/v1alpha1). */
import { at, entryOf, isMap, isScalar, isUnknown, itemsOf, stringOf, stringsOf } from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import type { Lookups } from './lookups';
import type { Resource } from './resource';

export interface MeshConfig {
  readonly resource: Resource;
  /** Names of `extensionProviders`; `undefined` where templated. */
  readonly providers: readonly string[] | undefined;
  /** `defaultProviders.accessLogging`; `undefined` where templated. */
  readonly accessLogging: readonly string[] | undefined;
  /** Sidecars proxy DNS and hand out addresses, or may: `defaultConfig.proxyMetadata`. */
  readonly allocatesAddresses: boolean;
}

/** istio pkg/config/mesh/mesh.go DefaultMeshConfig: there without being written. */
export const BUILT_IN_PROVIDERS: readonly string[] = ['prometheus', 'stackdriver', 'envoy'];

const ALLOCATES = ['ISTIO_META_DNS_CAPTURE', 'ISTIO_META_DNS_AUTO_ALLOCATE'] as const;

/** The mesh's configurations in the set; none: no file tells. */
export const meshConfigs = (set: Lookups): readonly MeshConfig[] =>
  set.inNamespace('ConfigMap', set.platform.rootNamespace).flatMap((each) => each.read(readMeshConfig) ?? []);

function readMeshConfig(resource: Resource): MeshConfig | undefined {
  const node = entryOf(resource.at('data'), 'mesh')?.value;
  if (!/^istio(?:-|$)/.test(resource.name ?? '') || !isScalar(node)) return undefined;
  const text = stringOf(node);
  const { root, problems, templated } = parseYaml(text ?? '');
  const readable = text !== undefined && isMap(root) && problems.length === 0 && !templated;
  const providers = at(root, 'extensionProviders');
  const names = itemsOf(providers).map((item) => stringOf(entryOf(item, 'name')?.value));
  return {
    resource,
    providers:
      readable && !isUnknown(providers) && names.every((name) => name !== undefined)
        ? names.flatMap((name) => name ?? [])
        : undefined,
    allocatesAddresses:
      !readable || ALLOCATES.every((key) => stringOf(at(root, 'defaultConfig', 'proxyMetadata', key)) === 'true'),
    accessLogging: readable ? stringsOf(at(root, 'defaultProviders', 'accessLogging')) : undefined,
  };
}
