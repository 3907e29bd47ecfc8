/**
 * What a client's proxy sends to a Service: the DestinationRule that counts, else auto mTLS
 * (istio pilot/pkg/model/push_context.go destinationRule, pilot/pkg/networking/core/cluster_tls.go; seen in Istio's own simulator).
 */
import type { DestinationRule } from '../../model/destination-rule';
import { byAge, mostSpecificRule } from '../../model/mesh-rules';
import { readPeerAuthentication } from '../../model/peer-authentication';
import type { Resource } from '../../model/resource';
import { isAdmitted } from '../admission/admit';
import type { Reason } from '../question';
import type { SetView } from './set-view';
import type { SentTls } from './types';

export interface ClientProxy {
  readonly namespace: string;
  /**
   * `ambient`: the node's ztunnel, which knows no DestinationRule and no VirtualService. `foreign`: a gateway outside of the mesh, which
   * sends plaintext.
   */
  readonly kind: 'sidecar' | 'gateway' | 'ambient' | 'foreign';
  /** `undefined`: any pod of the namespace. */
  readonly labels?: ReadonlyMap<string, string>;
}

export interface ServiceHost {
  /** `name.namespace.svc.cluster.local`. */
  readonly host: string;
  readonly namespace: string;
  readonly port: number;
}

/** The pod behind the Service, as far as auto mTLS asks. */
export interface ServerEndpoint {
  /** It has a sidecar (the injected label security.istio.io/tlsMode); gateways have none. `undefined`: unknown. */
  readonly hasSidecar: boolean | undefined;
  /** It is in the ambient mesh: ztunnel stands before it. */
  readonly ambient?: boolean;
  /** Effective mode at the pod's port; `undefined` when it cannot be known. */
  readonly mode: 'DISABLE' | 'PERMISSIVE' | 'STRICT' | undefined;
}

export interface SentTo {
  /** `undefined`: cannot be known. */
  readonly tls: SentTls | undefined;
  readonly reason: Reason;
  /** With `tls`: a client certificate that the rule names. */
  readonly ownCertificate?: boolean;
}

export function clientTls(view: SetView, client: ClientProxy, service: ServiceHost, endpoint: ServerEndpoint): SentTo {
  if (client.kind === 'foreign')
    return { tls: 'plaintext', reason: { text: 'The gateway is not in the mesh and sends plaintext' } };
  if (client.kind === 'ambient') return throughZtunnel(service.host, endpoint);
  const rule = destinationRuleFor(view, client, service);
  if (rule) {
    const tls = rule.portTls.get(service.port) ?? rule.tls;
    const label = `DestinationRule ${rule.resource.namespace ?? 'default'}/${rule.resource.name ?? ''}`;
    if (tls) {
      const { resource } = rule;
      if (tls.mode === undefined || rule.unknown) {
        return {
          tls: undefined,
          reason: { text: `The TLS mode of ${label} cannot be read`, resource, node: tls.node },
        };
      }
      if (endpoint.ambient) {
        const text = `${label} sets TLS for ${service.host}, whose pods are in the ambient mesh: what comes of that was never run`;
        return { tls: undefined, reason: { text, resource, node: tls.node } };
      }
      const reason = (what: string): Reason => ({
        text: `${label} makes clients of ${service.host} send ${what}`,
        resource,
        node: tls.node,
      });
      if (tls.mode === 'ISTIO_MUTUAL') return { tls: 'mtls', reason: reason('mutual TLS') };
      if (tls.mode === 'DISABLE') return { tls: 'plaintext', reason: reason('plaintext') };
      if (tls.credentialName && client.kind === 'sidecar' && !rule.workloadLabels) {
        return {
          tls: 'plaintext',
          reason: reason('plaintext: a sidecar takes credentialName only with a workloadSelector'),
        };
      }
      return {
        tls: 'tls',
        reason: reason(`TLS of its own (${tls.mode})`),
        ...(tls.mode === 'MUTUAL' ? { ownCertificate: true } : {}),
      };
    }
  }
  return autoMtls(view, service, endpoint);
}

/** ztunnel tunnels (HBONE) to every pod of the mesh that it knows, by name or by address, and sends plaintext to others. */
export function throughZtunnel(host: string, endpoint: ServerEndpoint): SentTo {
  if (endpoint.ambient || endpoint.hasSidecar)
    return {
      tls: 'mtls',
      reason: { text: `ztunnel carries requests for ${host} in mutual TLS (HBONE), as the caller` },
    };
  return endpoint.hasSidecar === undefined
    ? { tls: undefined, reason: { text: `Whether the pods of ${host} are in the mesh cannot be known` } }
    : { tls: 'plaintext', reason: { text: `The pods of ${host} are not in the mesh: ztunnel sends plaintext` } };
}

function autoMtls(view: SetView, service: ServiceHost, endpoint: ServerEndpoint): SentTo {
  if (endpoint.ambient) {
    const text = `The pods of ${service.host} are in the ambient mesh: clients send mutual TLS (HBONE)`;
    return { tls: 'mtls', reason: { text } };
  }
  const off = namespaceDisables(view, service.namespace);
  if (off) {
    const text = `PeerAuthentication ${off.namespace ?? 'default'}/${off.name ?? ''} is DISABLE, so clients of ${service.host} send plaintext`;
    return {
      tls: 'plaintext',
      reason: { text, resource: off, node: off.read(readPeerAuthentication).modeNode ?? off.headNode },
    };
  }
  if (endpoint.hasSidecar === undefined || (endpoint.hasSidecar && endpoint.mode === undefined)) {
    return { tls: undefined, reason: { text: `Whether the pods of ${service.host} take mutual TLS cannot be known` } };
  }
  if (!endpoint.hasSidecar) {
    return {
      tls: 'plaintext',
      reason: {
        text: `No DestinationRule names ${service.host}, and its pods have no sidecar: clients send plaintext`,
      },
    };
  }
  if (endpoint.mode === 'DISABLE') {
    return {
      tls: 'plaintext',
      reason: { text: `The pods of ${service.host} are set to DISABLE: clients send plaintext` },
    };
  }
  return {
    tls: 'mtls',
    reason: { text: `The pods of ${service.host} have a sidecar: clients send mutual TLS by themselves` },
  };
}

/** The PeerAuthentication that turns auto mTLS off for a Service's namespace: its own, else the mesh's. */
function namespaceDisables(view: SetView, namespace: string): Resource | undefined {
  for (const place of new Set([namespace, view.platform.rootNamespace])) {
    const wide = view
      .inNamespace('PeerAuthentication', place)
      .filter((one) => isAdmitted(one) && one.read(readPeerAuthentication).selector.labels.size === 0)
      .sort(byAge);
    const mode = wide[0]?.read(readPeerAuthentication).mode;
    if (mode === 'UNSET' || wide.length === 0) continue;
    return mode === 'DISABLE' ? wide[0] : undefined;
  }
  return undefined;
}

/**
 * Client's namespace, then the Service's, then the root; within the first that has a match the most specific host wins, whatever a later
 * one says. Of two for one host the older counts.
 */
export function destinationRuleFor(
  view: SetView,
  client: ClientProxy,
  service: ServiceHost,
): DestinationRule | undefined {
  const root = view.platform.rootNamespace;
  const order = client.namespace === root ? [service.namespace, root] : [client.namespace, service.namespace, root];
  for (const namespace of new Set(order)) {
    const best = mostSpecificRule(
      view.inNamespace('DestinationRule', namespace),
      namespace,
      service.host,
      view.platform.clusterDomain,
      (rule) =>
        isVisible(rule, namespace, client.namespace) && (!rule.workloadLabels || isFor(rule.workloadLabels, client)),
    );
    if (best) return best;
  }
  return undefined;
}

const isVisible = (rule: DestinationRule, own: string, client: string): boolean =>
  rule.exportTo.length === 0 ||
  rule.exportTo.some((to) => to === '*' || to === client || (to === '.' && own === client));

const isFor = (labels: ReadonlyMap<string, string>, client: ClientProxy): boolean =>
  client.labels !== undefined && [...labels].every(([key, value]) => client.labels!.get(key) === value);
