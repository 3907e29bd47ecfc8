/** The `tls` block of a Gateway's server (istio-api networking/v1 ServerTLSSettings). */
import { type Entry, entryOf, isNull, isScalar, stringOf, type YamlNode } from '../yaml/node';
import type { GatewayServer } from './gateway';

/** Protocols that Istio's Parse takes, in any case (istio pkg/config/protocol/instance.go). */
export const GATEWAY_PROTOCOLS = [
  'HTTP',
  'HTTPS',
  'GRPC',
  'GRPC-WEB',
  'HTTP2',
  'MONGO',
  'REDIS',
  'MYSQL',
  'TCP',
  'TLS',
] as const;

const HTTP: ReadonlySet<string> = new Set(['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB']);
export const isHttpProtocol = (protocol: string): boolean => HTTP.has(protocol);
export const isTlsProtocol = (protocol: string): boolean => protocol === 'HTTPS' || protocol === 'TLS';

/** Fields of `tls` that give the server a certificate. */
export const CERTIFICATE_FIELDS = [
  'credentialName',
  'credentialNames',
  'serverCertificate',
  'privateKey',
  'caCertificates',
  'caCertCredentialName',
  'tlsCertificates',
] as const;

export const tlsNode = (server: GatewayServer): YamlNode | undefined => server.tls?.value;

/** `mode`; none written is PASSTHROUGH, the first value of the enum; `undefined` when unknown. */
export function serverTlsMode(server: GatewayServer): string | undefined {
  const tls = tlsNode(server);
  const mode = entryOf(tls, 'mode')?.value;
  if (!mode || isNull(mode)) return tls?.kind === 'map' && tls.open ? undefined : 'PASSTHROUGH';
  return stringOf(mode);
}

/** `mode` where it is written, else the `tls` key. */
export function serverModeNode(server: GatewayServer): YamlNode {
  const mode = entryOf(tlsNode(server), 'mode')?.value;
  return mode && !isNull(mode) ? mode : (server.tls?.key ?? server.node);
}

export const redirectEntry = (server: GatewayServer): Entry | undefined => {
  const entry = entryOf(tlsNode(server), 'httpsRedirect');
  return entry && isScalar(entry.value) && entry.value.value === true ? entry : undefined;
};

/** Names of the Secrets that a server's `credentialName` and `credentialNames` name, with their nodes. */
export function credentialsOf(server: GatewayServer): { readonly name: string; readonly node: YamlNode }[] {
  const tls = tlsNode(server);
  const list = entryOf(tls, 'credentialNames')?.value;
  return [entryOf(tls, 'credentialName')?.value, ...(list?.kind === 'seq' ? list.items : [])].flatMap((node) => {
    const name = stringOf(node);
    // `kubernetes://name`, `namespace/name` and the like follow rules of their own.
    return node && name && !/[:/]/.test(name) ? [{ name, node }] : [];
  });
}
