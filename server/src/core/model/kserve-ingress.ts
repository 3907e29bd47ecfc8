/** What KServe's `ingress` configuration says about its routes and gateways; shipped values where no file says. */
import type { Platform } from '../platform/platform';
import { goField } from './embedded-json';
import { type KServeConfigEntry, kserveConfigMaps, readKServeConfig } from './kserve-config';
import type { Lookups } from './lookups';
import type { Resource } from './resource';

export interface KServeIngress {
  /** The top-level VirtualService exists (not `disableIstioVirtualHost`); `undefined`: unreadable. */
  readonly virtualHost: boolean | undefined;
  /** `namespace/name` of Gateways. */
  readonly localGateway: string;
  readonly ingressGateway: string;
  /** Full host names. */
  readonly localGatewayService: string;
  readonly knativeLocalGatewayService: string;
  readonly ingressDomain: string;
  readonly pathTemplate: string | undefined;
  /** Standard mode: an HTTPRoute instead of an Ingress. */
  readonly gatewayApi: boolean;
  /** `namespace/name` of a Gateway of the Gateway API; there is no default. */
  readonly kserveIngressGateway: string | undefined;
  /** Class of the Ingress in Standard mode. */
  readonly ingressClass: string;
  /** Standard mode: KServe leaves Ingress and HTTPRoute to others. */
  readonly leavesIngress: boolean;
  /** The ConfigMap that says so, and its key `ingress`. */
  readonly config: Resource | undefined;
  readonly entry: KServeConfigEntry | undefined;
}

export function kserveIngress(set: Lookups): KServeIngress {
  const [config] = set.derive(kserveConfigMaps);
  return readKServeIngress(config, set.platform);
}

/** @param config KServe's ConfigMap, where the set has it */
export function readKServeIngress(config: Resource | undefined, platform: Platform): KServeIngress {
  const shippedService = `knative-local-gateway.${platform.gatewayNamespace}.svc.${platform.clusterDomain}`;
  const entry = config?.read(readKServeConfig).entries.get('ingress');
  const root = entry?.json?.root;
  const value = (name: string): unknown => goField(root, name)?.value?.value;
  const text = (name: string): string | undefined => {
    const given = value(name);
    return typeof given === 'string' && given !== '' ? given : undefined;
  };
  const localGatewayService = text('localGatewayService') ?? shippedService;
  return {
    virtualHost: entry && !root ? undefined : value('disableIstioVirtualHost') !== true,
    localGateway: text('localGateway') ?? `${platform.knativeNamespace}/knative-local-gateway`,
    ingressGateway: text('ingressGateway') ?? `${platform.knativeNamespace}/knative-ingress-gateway`,
    localGatewayService,
    knativeLocalGatewayService: text('knativeLocalGatewayService') ?? (root ? localGatewayService : shippedService),
    ingressDomain: text('ingressDomain') ?? 'example.com',
    pathTemplate: text('pathTemplate'),
    gatewayApi: value('enableGatewayApi') === true,
    kserveIngressGateway: text('kserveIngressGateway'),
    ingressClass: text('ingressClassName') ?? 'istio',
    leavesIngress: value('disableIngressCreation') === true,
    config,
    entry,
  };
}
