/** What KServe's `ingress` configuration says about its VirtualServices and gateways; shipped values where no file says. */
import { goField } from './embedded-json';
import { kserveConfigMaps, readKServeConfig } from './kserve-config';
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
  /** The ConfigMap that says so. */
  readonly config: Resource | undefined;
}

export function kserveIngress(set: Lookups): KServeIngress {
  const { platform } = set;
  const shippedService = `knative-local-gateway.${platform.gatewayNamespace}.svc.${platform.clusterDomain}`;
  const [config] = set.derive(kserveConfigMaps);
  const entry = config?.read(readKServeConfig).entries.get('ingress');
  const root = entry?.json?.root;
  const text = (name: string, shipped: string): string => {
    const value = goField(root, name)?.value?.value;
    return typeof value === 'string' && value !== '' ? value : shipped;
  };
  const localGatewayService = text('localGatewayService', shippedService);
  return {
    virtualHost: entry && !root ? undefined : goField(root, 'disableIstioVirtualHost')?.value?.value !== true,
    localGateway: text('localGateway', `${platform.knativeNamespace}/knative-local-gateway`),
    ingressGateway: text('ingressGateway', `${platform.knativeNamespace}/knative-ingress-gateway`),
    localGatewayService,
    knativeLocalGatewayService: text('knativeLocalGatewayService', root ? localGatewayService : shippedService),
    config,
  };
}
