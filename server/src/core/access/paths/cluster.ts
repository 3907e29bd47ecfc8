/** What the set and the platform's defaults say of the gateways, of Knative and of KServe's routing; each fact with its origin. */
import { type GatewayServer, readGateway } from '../../model/gateway';
import { isKServeConfig } from '../../model/kserve-config';
import { type KServeIngress, readKServeIngress } from '../../model/kserve-ingress';
import { readService } from '../../model/service';
import { at, entryOf, isScalar, stringOf } from '../../yaml/node';
import { type Membership, membershipOf } from './mesh-membership';
import type { SetView } from './set-view';
import type { Assumption } from './types';

/** KServe's `ingress` settings, with where they come from. */
export interface IngressSettings extends KServeIngress {
  readonly basis: Assumption;
}

export function ingressSettings(view: SetView): IngressSettings {
  const config = view.all('ConfigMap').find((resource) => isKServeConfig(resource, view.platform));
  const ingress = readKServeIngress(config, view.platform);
  const { entry, virtualHost } = ingress;
  if (!entry) {
    const text = "The top-level VirtualService is on, KServe's default: no file holds inferenceservice-config";
    return { ...ingress, basis: { text, from: 'default' } };
  }
  const text =
    virtualHost === undefined
      ? 'The ingress settings of inferenceservice-config cannot be read'
      : `The top-level VirtualService is ${virtualHost ? 'on' : 'off'} by inferenceservice-config`;
  return { ...ingress, basis: { text, from: 'file', resource: config, node: entry.entry.value } };
}

export interface Listener {
  /** Port of the gateway's pods. */
  readonly port: number;
  readonly mode: 'plaintext' | 'istio-mutual' | 'tls' | 'mutual-tls' | 'passthrough' | 'unknown';
  /** Every server here sends callers to https (`httpsRedirect`). */
  readonly redirects: boolean;
  /** `namespace/name` of the Gateways that listen here. */
  readonly gateways: ReadonlySet<string>;
  readonly basis: Assumption;
}

/** Ports where istio-ingressgateway's own Service maps the well-known ones (istio charts/gateway). */
const PUBLIC_PORTS: ReadonlyMap<number, number> = new Map([
  [80, 8080],
  [443, 8443],
]);

/** Gateways that net-istio installs (203-local-gateway.yaml, 202-gateway.yaml). */
const INSTALLED: readonly { readonly name: string; readonly port: number; readonly mode: Listener['mode'] }[] = [
  { name: 'knative-local-gateway', port: 8081, mode: 'plaintext' },
  { name: 'knative-ingress-gateway', port: 80, mode: 'plaintext' },
];

/** Listeners of the shared ingress gateway pods, by pod port. */
export function gatewayListeners(view: SetView): ReadonlyMap<number, Listener> {
  const listeners = new Map<number, Listener>();
  const add = (port: number, mode: Listener['mode'], gateway: string, basis: Assumption, redirects = false) => {
    const bound = PUBLIC_PORTS.get(port) ?? port;
    const before = listeners.get(bound);
    listeners.set(bound, {
      port: bound,
      mode: before && before.mode !== mode ? 'unknown' : mode,
      redirects: redirects && before?.redirects !== false,
      gateways: new Set([...(before?.gateways ?? []), gateway]),
      basis: before?.basis.from === 'file' ? before.basis : basis,
    });
  };
  const found = new Set<string>();
  for (const resource of view.all('Gateway')) {
    const gateway = resource.read(readGateway);
    const istio = gateway.selector.get('istio');
    if (istio !== undefined && istio !== 'ingressgateway') continue;
    const id = `${resource.namespace ?? 'default'}/${resource.name ?? ''}`;
    found.add(id);
    for (const server of gateway.servers) {
      if (server.port === undefined) continue;
      const mode = modeOf(server);
      const text = `Gateway ${id} takes ${MODE_WORDS[mode]} on port ${server.port}`;
      const redirect = entryOf(server.tls?.value, 'httpsRedirect')?.value;
      const redirects = mode === 'plaintext' && isScalar(redirect) && redirect.value === true;
      add(server.port, mode, id, { text, from: 'file', resource, node: server.node }, redirects);
    }
  }
  for (const { name, port, mode } of INSTALLED) {
    const id = `${view.platform.knativeNamespace}/${name}`;
    if (found.has(id)) continue;
    add(port, mode, id, {
      text: `Gateway ${id} is in no file: taken as installed, HTTP on port ${port}`,
      from: 'default',
    });
  }
  return listeners;
}

const MODE_WORDS: Record<Listener['mode'], string> = {
  plaintext: 'plaintext only',
  'istio-mutual': 'mutual TLS of the mesh only',
  tls: 'TLS only',
  'mutual-tls': 'TLS with a client certificate only',
  passthrough: 'TLS that it passes on',
  unknown: 'something that cannot be read',
};

function modeOf(server: GatewayServer): Listener['mode'] {
  if (server.unknown || server.protocol === undefined) return 'unknown';
  if (server.protocol !== 'HTTPS' && server.protocol !== 'TLS') return 'plaintext';
  switch (server.tlsMode) {
    case 'ISTIO_MUTUAL':
      return 'istio-mutual';
    case 'MUTUAL':
      return 'mutual-tls';
    case 'PASSTHROUGH':
    case 'AUTO_PASSTHROUGH':
      return 'passthrough';
    default:
      return 'tls';
  }
}

/**
 * Pod port behind a port of a gateway's Service.
 * @returns `none` when the Service has no such port, `undefined` when the Service is in no file and not one that net-istio installs.
 */
export function gatewayServicePort(
  view: SetView,
  host: string,
  port: number,
): { readonly port: number | 'none' | undefined; readonly basis?: Assumption } {
  const [name = '', namespace = ''] = host.split('.');
  const service = view.find('Service', namespace, name);
  if (service) {
    const read = service.read(readService);
    const entry = read.ports.find((one) => one.port === port);
    const basis: Assumption = {
      text: entry
        ? `Service ${namespace}/${name} leads port ${port} to ${entry.targetPort ?? '?'}`
        : `Service ${namespace}/${name} has no port ${port}`,
      from: 'file',
      resource: service,
      node: entry?.node ?? service.at('spec', 'ports') ?? service.headNode,
    };
    if (!entry) return { port: read.unknown ? undefined : 'none', basis };
    return { port: typeof entry.targetPort === 'number' ? entry.targetPort : undefined, basis };
  }
  if (name === 'knative-local-gateway') return { port: port === 80 ? 8081 : port === 443 ? 8444 : 'none' };
  return { port: undefined };
}

/** Whether Knative's activator has a sidecar. */
export function activatorMembership(view: SetView): Membership {
  const namespace = view.platform.knativeNamespace;
  const deployment = view.find('Deployment', namespace, 'activator');
  return membershipOf(
    view,
    namespace,
    deployment && {
      resource: deployment,
      labels: [deployment.at('spec', 'template', 'metadata', 'labels')],
      annotations: [deployment.at('spec', 'template', 'metadata', 'annotations')],
    },
  );
}

/** Knative's `mesh-compatibility-mode` (ConfigMap config-network): where the activator sends requests. */
export function meshCompatibility(view: SetView): {
  readonly mode: 'auto' | 'enabled' | 'disabled' | 'unknown';
  readonly basis: Assumption;
} {
  const config = view.find('ConfigMap', view.platform.knativeNamespace, 'config-network');
  const node = config?.at('data', 'mesh-compatibility-mode');
  if (!config || !node) {
    return { mode: 'auto', basis: { text: "mesh-compatibility-mode is auto, Knative's default", from: 'default' } };
  }
  const value = stringOf(node);
  const mode = value === 'auto' || value === 'enabled' || value === 'disabled' ? value : 'unknown';
  return {
    mode,
    basis: { text: `mesh-compatibility-mode is ${value ?? 'unreadable'}`, from: 'file', resource: config, node },
  };
}

/** Cluster-wide target burst capacity: ConfigMap config-autoscaler, else the platform's default. */
export function clusterBurstCapacity(view: SetView): {
  readonly value: number | undefined;
  readonly basis: Assumption;
} {
  const config = view.find('ConfigMap', view.platform.knativeNamespace, 'config-autoscaler');
  const node = at(config?.root, 'data', 'target-burst-capacity');
  if (!config || !node) {
    const value = view.platform.targetBurstCapacity;
    return { value, basis: { text: `Target burst capacity is ${value}, Knative's default`, from: 'default' } };
  }
  const value = isScalar(node) && !node.unknown && node.text.trim() !== '' ? Number(node.text) : Number.NaN;
  const known = Number.isFinite(value) ? value : undefined;
  const text = `Target burst capacity is ${known ?? 'unreadable'} by config-autoscaler`;
  return { value: known, basis: { text, from: 'file', resource: config, node } };
}

/** The gateway's account: of a Deployment in the set, else both that installations use. */
export function gatewayAccounts(view: SetView): { readonly accounts: readonly string[]; readonly basis: Assumption } {
  const { gatewayNamespace, gatewayServiceAccounts } = view.platform;
  const deployment = view
    .inNamespace('Deployment', gatewayNamespace)
    .find((resource) => stringOf(resource.at('spec', 'template', 'metadata', 'labels', 'istio')) === 'ingressgateway');
  const node = deployment?.at('spec', 'template', 'spec', 'serviceAccountName');
  const account = stringOf(node);
  if (deployment && node && account !== undefined) {
    return {
      accounts: [account],
      basis: {
        text: `The ingress gateway runs as ${gatewayNamespace}/${account}`,
        from: 'file',
        resource: deployment,
        node,
      },
    };
  }
  const text = `The ingress gateway runs as ${gatewayServiceAccounts.map((one) => `${gatewayNamespace}/${one}`).join(' or ')}`;
  return { accounts: gatewayServiceAccounts, basis: { text, from: 'default' } };
}
