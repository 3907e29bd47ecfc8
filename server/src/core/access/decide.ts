/** The decision at one proxy: connection, HTTP parsing, token, policies, in the order of Istio's filters. */
import { type Applying, Enforcement } from './enforce';
import { BAD_REQUEST, type ParsedRequest, readRequest, remoteIpOf } from './http-request';
import { isTrusted } from './identity';
import { checkToken, type TokenResult } from './jwt';
import { breaksListener } from './path';
import { type PeerMode, peerModeOf } from './peer-mode';
import { applying, type PolicySet } from './policies';
import type { AccessRequest, Answer, HttpRequest, MeshFacts, Reason, Transport, Workload } from './question';
import type { Subject, SubjectHttp } from './rule-match';
import type { Truth } from './truth';
import { decideAtZtunnel } from './ztunnel';

export interface Question {
  readonly workload: Workload;
  readonly request: AccessRequest;
  readonly policies: PolicySet;
  readonly mesh: MeshFacts;
}

/** Decides as the workload's sidecar does (checked against a real Envoy with configuration from Istio's own code). */
export const decide = ({ workload, request, policies, mesh }: Question): Answer =>
  new ProxyPolicies(workload, policies, mesh).decide(request);

const NO_TOKEN: TokenResult = { kind: 'none' };

interface ApplyingToken {
  readonly policy: PolicySet['request'][number];
  readonly selects: Truth;
}

/** What one proxy enforces; made once for many requests. */
export class ProxyPolicies {
  readonly workload: Workload;
  readonly #policies: PolicySet;
  readonly #mesh: MeshFacts;
  readonly #enforcement: Enforcement;
  readonly #tokens: readonly ApplyingToken[];
  readonly #broken: Reason | undefined;
  readonly #modes = new Map<number, PeerMode>();

  constructor(workload: Workload, policies: PolicySet, mesh: MeshFacts) {
    this.workload = workload;
    this.#policies = policies;
    this.#mesh = mesh;
    const authorization = applying(policies.authorization, workload, mesh);
    this.#enforcement = new Enforcement(authorization, mesh);
    this.#tokens = applying(policies.request, workload, mesh).filter(
      ({ policy }) => policy.spec.rules.length > 0 || policy.spec.unknown,
    );
    this.#broken = brokenListener(authorization);
  }

  /** @param port the pod's */
  peerMode(port: number): PeerMode {
    let mode = this.#modes.get(port);
    if (!mode) {
      mode = peerModeOf(this.workload, port, this.#policies, this.#mesh);
      this.#modes.set(port, mode);
    }
    return mode;
  }

  /** For a sidecar: PeerAuthentication first, then {@link authorize}. */
  decide(request: AccessRequest): Answer {
    const peer = this.peerMode(request.port);
    const mode = peer.mode;
    if (this.#broken) return { verdict: 'config-rejected', mtlsMode: mode, transport: 'none', reasons: [this.#broken] };
    if (mode === undefined) return { verdict: 'unknown', mtlsMode: mode, transport: 'none', reasons: [peer.reason] };
    const sends =
      request.sends === 'auto' ? (request.identity && mode !== 'DISABLE' ? 'mtls' : 'plaintext') : request.sends;
    const base = { mtlsMode: mode, transport: sends };
    if (sends === 'plaintext' && mode === 'STRICT') {
      return { ...base, verdict: 'reject-plaintext', details: 'filter_chain_not_found', reasons: [peer.reason] };
    }
    if (sends === 'mtls' && mode === 'DISABLE') return { ...base, verdict: 'reject-mtls', reasons: [peer.reason] };
    const identity = sends === 'mtls' ? request.identity : undefined;
    if (identity && !isTrusted(identity, this.#mesh)) {
      const text = `Trust domain ${identity.trustDomain} is neither the mesh's (${this.#mesh.trustDomain}) nor an alias of it`;
      return { ...base, verdict: 'reject-tls', reasons: [{ text }] };
    }
    return this.authorize({ ...request, identity }, base);
  }

  /** For a pod of the ambient mesh, where ztunnel decides by the connection alone. */
  decideAtZtunnel(request: AccessRequest): Answer {
    return decideAtZtunnel(this.workload, request, this.#policies, this.#mesh);
  }

  /**
   * For a connection that was accepted: also right for gateways, which have no PeerAuthentication.
   * @param request with the identity that the proxy saw
   * @param base what is said of the connection in the answer
   */
  authorize(request: AccessRequest, base: { mtlsMode: Answer['mtlsMode']; transport: Transport }): Answer {
    const declared = this.workload.ports?.find((one) => one.port === request.port);
    // Where no Service declares the port, Envoy's HTTP inspector looks at plaintext: what is no HTTP/1 to it are bytes.
    const inspected = this.workload.ports !== undefined && !declared && base.transport === 'plaintext';
    const isHttp =
      request.http !== undefined &&
      declared?.protocol !== 'TCP' &&
      !(inspected && this.#read(request.http) === 'http1.codec_error');
    let http: SubjectHttp | undefined;
    const tokenReasons: Reason[] = [];
    if (isHttp) {
      const parsed = this.#read(request.http!);
      if (typeof parsed === 'string') {
        const reasons = [{ text: BAD_REQUEST[parsed]! }];
        return { ...base, verdict: 'bad-request', httpStatus: 400, details: parsed, reasons };
      }
      const token = this.#token(request.http!);
      if (token.kind === 'refused') {
        return { ...base, verdict: 'deny', httpStatus: token.status, details: token.details, reasons: [token.reason] };
      }
      if (token.kind === 'unknown') tokenReasons.push(token.reason);
      http = {
        ...parsed,
        token: token.kind === 'unknown' ? 'unknown' : token.kind === 'verified' ? token.token : undefined,
      };
    }
    const subject: Subject = {
      identity: request.identity,
      sourceIp: request.sourceIp,
      remoteIp: remoteIpOf(request, isHttp),
      destinationIp: this.workload.ip,
      port: request.port,
      sni: request.identity ? (request.sni ?? `outbound_.${request.port}_._.${request.http?.host ?? ''}`) : undefined,
      http,
      mesh: this.#mesh,
    };
    return { ...base, ...this.#enforcement.decide(subject, tokenReasons) };
  }

  /** The last target that was read: many requests ask for the same. */
  #last: { readonly method: string; readonly path: string; readonly parsed: ParsedRequest } | undefined;

  #read(request: HttpRequest): ParsedRequest {
    const { method, path } = request;
    if (this.#last?.path !== path || this.#last.method !== method)
      this.#last = { method, path, parsed: readRequest(request, this.#mesh.pathNormalization) };
    const { parsed } = this.#last;
    return typeof parsed === 'string' ? parsed : { ...parsed, request, host: parsed.targetHost ?? request.host };
  }

  #token(request: HttpRequest): TokenResult {
    const unsure = this.#tokens.find(
      ({ selects, policy }) => selects === undefined || (policy.spec.unknown && policy.spec.rules.length === 0),
    );
    const say = ({ policy }: ApplyingToken, what: string): TokenResult => {
      const { resource } = policy.spec;
      const text = `RequestAuthentication ${policy.namespace}/${policy.name} ${what}`;
      return { kind: 'unknown', reason: { text, resource, node: resource.headNode } };
    };
    if (unsure && (request.token || request.open)) return say(unsure, 'may apply: it cannot be read as a whole');
    if (this.#tokens.length === 0) return NO_TOKEN;
    const result = checkToken(
      this.#tokens.map(({ policy }) => policy),
      request,
    );
    const [first] = this.#tokens;
    if (first && result.kind === 'none' && request.open)
      return say(first, 'takes tokens, and whether the caller sends one is not known');
    return result;
  }
}

/** A path template without a leading slash, in any policy that reaches the proxy, enforced or not. */
function brokenListener(all: readonly Applying[]): Reason | undefined {
  for (const { policy, selects } of all) {
    if (selects !== true) continue;
    for (const rule of policy.spec.rules) {
      for (const operation of rule.to ?? []) {
        for (const field of ['paths', 'notPaths'] as const) {
          const value = operation.fields
            .get(field)
            ?.items.find((item) => item.value !== undefined && breaksListener(item.value));
          if (!value) continue;
          const text = `The path template ${value.value} does not begin with a slash: Istio takes it, but Envoy aborts when it loads the listener`;
          return { text, resource: policy.spec.resource, node: value.node };
        }
      }
    }
  }
  return undefined;
}
