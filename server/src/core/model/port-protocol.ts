/** How Istio reads the protocol of a Service's port (istio pkg/config/kube ConvertProtocol, pkg/config/protocol Parse). */
import { entryOf, isUnknown, stringOf } from '../yaml/node';
import type { ServicePort } from './service';

export const PROTOCOLS: readonly string[] = [
  'tcp',
  'udp',
  'grpc',
  'grpc-web',
  'http',
  'http_proxy',
  'http2',
  'https',
  'tls',
  'mongo',
  'redis',
  'mysql',
];
const KUBERNETES: ReadonlyMap<string, string> = new Map([
  ['kubernetes.io/h2c', 'http2'],
  ['kubernetes.io/ws', 'http'],
  ['kubernetes.io/wss', 'https'],
]);
/** SMTP, DNS, MySQL and MongoDB are taken for TCP without a word. */
const TCP_PORTS: ReadonlySet<number> = new Set([25, 53, 3306, 27017]);

/** `none`: Istio looks at what is sent; `undefined`: a template decides. */
export function portProtocol(port: ServicePort): string | 'none' | undefined {
  if (port.protocol !== 'TCP') return port.protocol.toLowerCase();
  const app = entryOf(port.node, 'appProtocol')?.value;
  const name = entryOf(port.node, 'name')?.value;
  if (isUnknown(port.node) || isUnknown(app) || isUnknown(name) || port.port === undefined) return undefined;
  const text = stringOf(app) ?? stringOf(name) ?? '';
  const given = KUBERNETES.get(stringOf(app) ?? '');
  if (given) return given;
  const word = /^grpc-web/i.test(text) ? 'grpc-web' : text.split('-')[0]!.toLowerCase();
  if (PROTOCOLS.includes(word)) return word;
  return TCP_PORTS.has(port.port) ? 'tcp' : 'none';
}

/** Istio reads HTTP there. */
export const isHttp = (protocol: string): boolean => /^(?:http|http2|http_proxy|grpc|grpc-web)$/.test(protocol);
