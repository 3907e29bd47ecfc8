/**
 * Istio's MeshConfig as the files hold it, in the ConfigMap that istiod reads: `istio`, or `istio-REVISION`
 * (istio pilot/pkg/bootstrap mesh.go; fields of istio-api mesh/v1alpha1).
 */
import type { Platform } from '../platform/platform';
import {
  at,
  entryOf,
  isMap,
  isNull,
  isScalar,
  isUnknown,
  itemsOf,
  stringOf,
  stringsOf,
  type YamlNode,
} from '../yaml/node';
import { parseYaml } from '../yaml/parse';
import type { Lookups } from './lookups';
import type { Resource } from './resource';

/** What one object says; `undefined`: it does not say, and Istio's default counts. */
export interface MeshConfig {
  readonly resource: Resource;
  /** The part of the object that holds it. */
  readonly node: YamlNode;
  /** Something that counts is templated or broken: then nothing of it is taken. */
  readonly unknown: boolean;
  readonly rootNamespace: string | undefined;
  readonly trustDomain: string | undefined;
  readonly trustDomainAliases: readonly string[];
  /** Names of providers that CUSTOM policies can ask (istio authz/builder extauthz.go: Envoy's ext_authz over HTTP or gRPC). */
  readonly authorizers: readonly string[];
  /** Names of `extensionProviders`; `undefined` where they cannot be read. */
  readonly providers: readonly string[] | undefined;
  /** `defaultProviders.accessLogging`; `undefined` where it cannot be read. */
  readonly accessLogging: readonly string[] | undefined;
  /** Sidecars proxy DNS and hand out addresses, or may: `defaultConfig.proxyMetadata`. */
  readonly allocatesAddresses: boolean;
}

/** istio pkg/config/mesh/mesh.go DefaultMeshConfig: there without being written. */
export const BUILT_IN_PROVIDERS: readonly string[] = ['prometheus', 'stackdriver', 'envoy'];

const AUTHORIZERS = ['envoyExtAuthzHttp', 'envoyExtAuthzGrpc'];
const ALLOCATES = ['ISTIO_META_DNS_CAPTURE', 'ISTIO_META_DNS_AUTO_ALLOCATE'];

/** The mesh's configurations in the set; none: no file tells. */
export const meshConfigs = (set: Lookups): readonly MeshConfig[] =>
  set
    .inNamespace('ConfigMap', set.platform.rootNamespace)
    .filter((each) => isMeshConfig(each, set.platform))
    .map((each) => each.read(readMeshConfig));

/** True for an object whose MeshConfig istiod takes. */
export function isMeshConfig(resource: Resource, platform: Platform): boolean {
  if (resource.kind !== 'ConfigMap' || !/^istio(?:-|$)/.test(resource.name ?? '')) return false;
  const namespace = resource.namespace ?? 'default';
  if (namespace !== platform.rootNamespace && namespace !== 'istio-system') return false;
  return resource.at('data', 'mesh') !== undefined;
}

/** Of an object that {@link isMeshConfig}; to be called through `resource.read`. */
export function readMeshConfig(resource: Resource): MeshConfig {
  const node = resource.at('data', 'mesh') ?? resource.headNode;
  const text = isScalar(node) && !node.unknown && typeof node.value === 'string' ? node.value : undefined;
  const parsed = text === undefined ? undefined : parseYaml(text);
  const broken =
    !parsed || parsed.templated || parsed.problems.length > 0 || resource.document.yaml.problems.length > 0;
  return { resource, node, ...meshFields(broken ? undefined : parsed.root), unknown: broken };
}

function meshFields(root: YamlNode | undefined): Omit<MeshConfig, 'resource' | 'node' | 'unknown'> {
  const text = (name: string): string | undefined => stringOf(entryOf(root, name)?.value) || undefined;
  const providers = entryOf(root, 'extensionProviders')?.value;
  const names = itemsOf(providers).map((provider) => stringOf(entryOf(provider, 'name')?.value));
  const readable = isMap(root);
  return {
    rootNamespace: text('rootNamespace'),
    trustDomain: text('trustDomain'),
    trustDomainAliases: itemsOf(entryOf(root, 'trustDomainAliases')?.value).flatMap((one) => stringOf(one) ?? []),
    authorizers: itemsOf(providers).flatMap((provider) => {
      const asks = AUTHORIZERS.some((key) => {
        const value = entryOf(provider, key)?.value;
        return value !== undefined && !isNull(value) && !isUnknown(provider);
      });
      return asks ? (stringOf(entryOf(provider, 'name')?.value) ?? []) : [];
    }),
    providers:
      readable && !isUnknown(providers) && names.every((name) => name !== undefined)
        ? names.flatMap((name) => name ?? [])
        : undefined,
    accessLogging: readable ? stringsOf(at(root, 'defaultProviders', 'accessLogging')) : undefined,
    allocatesAddresses:
      !readable || ALLOCATES.every((key) => stringOf(at(root, 'defaultConfig', 'proxyMetadata', key)) === 'true'),
  };
}
