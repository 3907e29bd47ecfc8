/** What Istio's CRDs refuse beyond the shape (istio-api: XValidation markers). ServiceEntry and policies have rules of their own. */
import { entryOf, stringOf } from '../yaml/node';
import { type Constraint, lacks, type Place, type Violation, written } from './constraint';

const REFUSED = 'the API server refuses the object';

/** As Go's ParseDuration reads it. */
const DURATION = /^[-+]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;

function duration({ node }: Place): Violation[] {
  const value = stringOf(node);
  if (value === undefined || DURATION.test(value)) return [];
  const number = /^\s*(\d+)\s*(ms|s|m|h)?[a-z]*\s*$/i.exec(value);
  const unit = number?.[2]?.toLowerCase() ?? 's';
  return [
    {
      at: node,
      what: `${value === '' ? 'An empty text' : value} is no duration`,
      why: REFUSED,
      todo: number ? `Write ${number[1]}${unit}` : 'Write a number with its unit: 500ms, 10s, 1m30s, 1h',
    },
  ];
}

function keys({ node }: Place): Violation[] {
  const inline = written(node, 'jwks');
  const remote = written(node, 'jwksUri') ?? written(node, 'jwks_uri');
  if (!inline || !remote) return [];
  const at = inline.span.start > remote.span.start ? inline.key : remote.key;
  return [{ at, what: `${remote.key.text} and jwks exclude each other`, why: REFUSED, todo: 'Keep one of them' }];
}

const address = ({ node, owner }: Place): Violation[] =>
  node.kind === 'map' && lacks(node, 'address') && lacks(node, 'network')
    ? [{ at: owner, what: 'The workload has no address', why: REFUSED, todo: 'Add address' }]
    : [];

function variable({ node }: Place): Violation[] {
  const value = written(node, 'value');
  return value && stringOf(entryOf(node, 'valueFrom')?.value) === 'HOST'
    ? [{ at: value.key, what: 'value does not go with valueFrom: HOST', why: REFUSED, todo: 'Keep one of them' }]
    : [];
}

const durations = (...paths: readonly string[]): Constraint[] => paths.map((path) => ({ path, check: duration }));

const POOL = [
  'tcp.connectTimeout',
  'tcp.maxConnectionDuration',
  'tcp.tcpKeepalive.time',
  'tcp.tcpKeepalive.interval',
  'http.idleTimeout',
  'http.http2KeepAlive.interval',
  'http.http2KeepAlive.timeout',
];
const TRAFFIC = [
  ...POOL.map((path) => `connectionPool.${path}`),
  'outlierDetection.interval',
  'outlierDetection.baseEjectionTime',
  'loadBalancer.warmupDurationSecs',
  'loadBalancer.warmup.duration',
];
const POLICIES = ['spec.trafficPolicy', 'spec.subsets[].trafficPolicy'].flatMap((path) => [
  path,
  `${path}.portLevelSettings[]`,
]);

export const ISTIO_CONSTRAINTS = {
  VirtualService: durations(
    'spec.http[].timeout',
    'spec.http[].retries.perTryTimeout',
    'spec.http[].retries.backoff',
    'spec.http[].fault.delay.fixedDelay',
    'spec.http[].fault.delay.exponentialDelay',
    'spec.http[].corsPolicy.maxAge',
  ),
  DestinationRule: durations(...POLICIES.flatMap((policy) => TRAFFIC.map((path) => `${policy}.${path}`))),
  Sidecar: durations(...POOL.map((path) => `spec.inboundConnectionPool.${path}`)),
  RequestAuthentication: [{ path: 'spec.jwtRules[]', check: keys }, ...durations('spec.jwtRules[].timeout')],
  Telemetry: durations('spec.metrics[].reportingInterval'),
  WorkloadEntry: [{ path: 'spec', check: address }],
  WasmPlugin: [{ path: 'spec.vmConfig.env[]', check: variable }],
} as const satisfies Readonly<Record<string, readonly Constraint[]>>;
