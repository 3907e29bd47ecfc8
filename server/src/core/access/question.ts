/** What the evaluator is asked, and what it answers. */
import type { MtlsMode } from '../model/peer-authentication';
import type { Resource } from '../model/resource';
import type { Selector } from '../model/selector';
import type { YamlNode } from '../yaml/node';
import type { Identity, TrustDomains } from './identity';
import type { Truth } from './truth';

/** Mesh-wide settings that policies are read under. */
export interface MeshFacts extends TrustDomains {
  readonly rootNamespace: string;
  /** MeshConfig `extensionProviders` by name; `unknown` when no file says: CUSTOM then gives no certain answer. */
  readonly extensionProviders: readonly string[] | 'unknown';
}

export interface WorkloadPort {
  readonly port: number;
  readonly protocol: 'HTTP' | 'TCP';
}

/** A policy as far as it matters for where it counts. */
export interface AttachedPolicy {
  readonly namespace: string;
  readonly spec: { readonly resource: Resource; readonly selector: Selector };
}

/** The pod that the request reaches. */
export interface Workload {
  readonly namespace: string;
  /** `undefined` marks a label whose value cannot be known. */
  readonly labels: ReadonlyMap<string, string | undefined>;
  /** More labels may be there than the files say, so a selector that asks for another one proves nothing. */
  readonly labelsOpen?: boolean;
  /** Decides about selectors instead of the labels, where more is known of how the pod comes by them. */
  readonly selectedBy?: (selector: Selector) => Truth;
  /**
   * Decides which policies count, in the place of namespaces and selectors: for waypoints and gateways of the Gateway API, which policies
   * name by targetRefs.
   */
  readonly attached?: (policy: AttachedPolicy) => Truth;
  readonly ip?: string;
  /** Ports that a Service declares; `undefined`: take every port as HTTP. Others go by what is sent. */
  readonly ports?: readonly WorkloadPort[];
}

/** A token in the `Authorization` header. */
export interface Token {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly forged?: boolean;
  readonly expired?: boolean;
}

export interface HttpRequest {
  readonly method: string;
  /** The target as sent, escapes and all. */
  readonly path: string;
  readonly host: string;
  /** The host is some IPv4 address, perhaps with a port: {@link host} only stands for it. */
  readonly hostIsAddress?: boolean;
  /** Names in any case; several lines of one name as a list. `Authorization` only when it is not {@link token}. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly token?: Token;
  /** The files say nothing of other headers and tokens, so a policy that asks for one has no certain answer. */
  readonly open?: boolean;
  /** Headers (lower case) that are certainly not there, although the request is {@link open}. */
  readonly without?: ReadonlySet<string>;
}

export interface AccessRequest {
  /** The peer's certificate; `undefined`: it has none and sends plaintext. */
  readonly identity: Identity | undefined;
  /** What the peer sends. `auto`: mutual TLS when it has an identity, and plaintext to a port that is set to DISABLE. */
  readonly sends: 'mtls' | 'plaintext' | 'auto';
  /** Address of the connecting peer, where known. */
  readonly sourceIp?: string;
  /** Server name in the TLS hello; `undefined`: Istio's own (`outbound_.PORT_._.HOST`). */
  readonly sni?: string;
  readonly port: number;
  /** `undefined`: bytes that are no HTTP. */
  readonly http: HttpRequest | undefined;
}

export type Verdict =
  | 'allow'
  /** Refused by a policy or a token check. */
  | 'deny'
  /** The port takes only mutual TLS. */
  | 'reject-plaintext'
  /** The handshake fails: another trust domain. */
  | 'reject-tls'
  /** The port takes only plaintext. */
  | 'reject-mtls'
  /** Envoy answers 400 before any policy. */
  | 'bad-request'
  /** Envoy cannot load the listener at all. */
  | 'config-rejected'
  | 'unknown';

export type Transport = 'mtls' | 'plaintext' | 'none';

/** A line that decides, or helps to. */
export interface Reason {
  readonly text: string;
  readonly resource?: Resource;
  /** In the offsets of the resource's document. */
  readonly node?: YamlNode;
}

export interface Answer {
  readonly verdict: Verdict;
  /** Effective mode of the port; `undefined` when it cannot be known. */
  readonly mtlsMode: Exclude<MtlsMode, 'UNSET'> | undefined;
  readonly transport: Transport;
  /** Decided before any HTTP: what is refused gets no status, the connection is closed. */
  readonly onConnection?: boolean;
  /** Status that the caller sees, for HTTP. */
  readonly httpStatus?: 200 | 400 | 401 | 403;
  /** Envoy's response code details, where they are known. */
  readonly details?: string;
  readonly reasons: readonly Reason[];
}
