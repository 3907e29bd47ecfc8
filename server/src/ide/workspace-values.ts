/** Values that other objects in the workspace make likely at a place: namespaces, principals, hosts, labels, ports. */
import {
  at,
  entriesOf,
  itemsOf,
  type KindId,
  type ManifestSet,
  type ObjectAt,
  type Platform,
  platformNamespaces,
  podMetadataPath,
  type Resource,
  stringOf,
  WORKLOAD_KINDS,
} from '../core';

export interface OfferedValue {
  readonly value: string;
  readonly detail: string;
}

interface Place {
  readonly object: ObjectAt;
  readonly set: ManifestSet;
  readonly platform: Platform;
}

const HTTP_METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];
const PATHS: readonly OfferedValue[] = [
  { value: '/v1/models/*', detail: 'KServe V1 protocol: predict, explain, readiness' },
  { value: '/v2/models/*', detail: 'Open Inference Protocol over REST' },
  { value: '/openai/*', detail: 'OpenAI-compatible routes of the Hugging Face runtime' },
  { value: '/inference.GRPCInferenceService/*', detail: 'Open Inference Protocol over gRPC' },
  { value: '/healthz', detail: 'probed by the activator' },
  { value: '/metrics', detail: 'scraped by the autoscaler' },
];
const CONDITION_KEYS: readonly OfferedValue[] = [
  { value: 'request.headers[]', detail: 'a request header (HTTP only)' },
  { value: 'source.ip', detail: 'address of the connecting peer' },
  { value: 'remote.ip', detail: 'original client address, from X-Forwarded-For' },
  { value: 'source.namespace', detail: 'namespace of the peer (needs mTLS)' },
  { value: 'source.principal', detail: 'identity of the peer (needs mTLS)' },
  { value: 'source.serviceAccount', detail: 'service account of the peer (needs mTLS)' },
  { value: 'source.trustDomain', detail: 'trust domain of the peer (needs mTLS)' },
  { value: 'request.auth.principal', detail: 'issuer/subject of the JWT (HTTP only)' },
  { value: 'request.auth.audiences', detail: 'audience of the JWT (HTTP only)' },
  { value: 'request.auth.presenter', detail: 'authorized presenter of the JWT (HTTP only)' },
  { value: 'request.auth.claims[]', detail: 'a claim of the JWT (HTTP only)' },
  { value: 'destination.ip', detail: 'address of the workload' },
  { value: 'destination.port', detail: 'port of the workload' },
  { value: 'connection.sni', detail: 'server name of the TLS connection' },
  { value: 'experimental.envoy.filters.[]', detail: 'metadata of an Envoy filter' },
];

/** Values for the place, best first; none where the workspace says nothing about it. */
export function workspaceValues(place: Place): OfferedValue[] {
  const { object } = place;
  const path = object.path.map((step) => (typeof step === 'number' ? '[]' : step)).join('.');
  if (path === 'metadata.namespace') return namespaces(place);
  if (object.path.length === 4 && path.startsWith('spec.selector.matchLabels.')) {
    return labelValues(place, String(object.path[3]));
  }
  switch (object.kind) {
    case 'AuthorizationPolicy':
      return policyValues(place, path);
    case 'DestinationRule':
      return path === 'spec.host' ? hosts(place) : [];
    case 'VirtualService':
      if (/\.destination\.host$/.test(path)) return hosts(place);
      return path === 'spec.gateways.[]' || path === 'spec.gateways' ? gateways(place) : [];
    case 'Gateway':
      return /\.tls\.credentialName$/.test(path) ? names(place, ['Secret', 'Certificate'], 'secret') : [];
    default:
      return /serviceAccountName$/.test(path) ? names(place, ['ServiceAccount'], 'service account') : [];
  }
}

/** Label keys of the workloads in the object's namespace, for `matchLabels`. */
export function workspaceKeys(place: Place): OfferedValue[] {
  const path = place.object.path.join('.');
  if (path === 'spec.selector.matchLabels') {
    return distinct(
      workloads(place).flatMap(({ name, labels }) =>
        [...labels].map(([key, value]) => ({ value: key, detail: `${value} on ${name}` })),
      ),
    );
  }
  if (path === 'spec.portLevelMtls') return ports(place);
  return [];
}

function policyValues(place: Place, path: string): OfferedValue[] {
  const field = /\.(?:source|operation)\.(\w+)(?:\.\[\])?$/.exec(path)?.[1];
  switch (field) {
    case 'namespaces':
    case 'notNamespaces':
      return namespaces(place);
    case 'principals':
    case 'notPrincipals':
      return accounts(place).map(({ namespace, name, detail }) => ({
        value: `${place.platform.trustDomain}/ns/${namespace}/sa/${name}`,
        detail,
      }));
    case 'serviceAccounts':
    case 'notServiceAccounts':
      return accounts(place).map(({ namespace, name, detail }) => ({ value: `${namespace}/${name}`, detail }));
    case 'methods':
    case 'notMethods':
      return HTTP_METHODS.map((value) => ({ value, detail: 'HTTP method' }));
    case 'paths':
    case 'notPaths':
      return [...PATHS];
    case 'ports':
    case 'notPorts':
      return ports(place);
    case 'hosts':
    case 'notHosts':
      return hosts(place).flatMap(({ value, detail }) => [
        { value, detail },
        { value: `${value}:*`, detail: `${detail}, with any port` },
      ]);
  }
  return /\.when\.\[\]\.key$/.test(path) ? [...CONDITION_KEYS] : [];
}

function namespaces({ set, platform }: Place): OfferedValue[] {
  const here = set.index.bucket('Namespace').flatMap((resource) => resource.name ?? []);
  const used = KINDS_WITH_NAMESPACE.flatMap((kind) =>
    set.index.bucket(kind).flatMap((resource) => resource.namespace ?? []),
  );
  return distinct([
    ...here.map((value) => ({ value, detail: 'namespace in this workspace' })),
    ...used.map((value) => ({ value, detail: 'namespace used in this workspace' })),
    ...platformNamespaces(platform).map((value) => ({ value, detail: 'namespace of the platform' })),
  ]);
}

const KINDS_WITH_NAMESPACE: readonly KindId[] = [
  'AuthorizationPolicy',
  'PeerAuthentication',
  'InferenceService',
  'ServiceAccount',
];

interface Account {
  readonly namespace: string;
  readonly name: string;
  readonly detail: string;
}

function accounts({ set, platform }: Place): Account[] {
  const found: Account[] = [];
  for (const resource of set.index.bucket('ServiceAccount')) {
    if (resource.name)
      found.push({
        namespace: resource.namespace ?? 'default',
        name: resource.name,
        detail: 'service account in this workspace',
      });
  }
  for (const kind of WORKLOAD_KINDS) {
    for (const resource of set.index.bucket(kind)) {
      const name = stringOf(at(resource.root, ...podSpecPath(resource), 'serviceAccountName')) ?? 'default';
      found.push({
        namespace: resource.namespace ?? 'default',
        name,
        detail: `${resource.kind} ${resource.name ?? ''} runs as it`,
      });
    }
  }
  for (const name of platform.gatewayServiceAccounts) {
    found.push({ namespace: platform.gatewayNamespace, name, detail: 'ingress gateway' });
  }
  found.push({
    namespace: platform.knativeNamespace,
    name: 'activator',
    detail: 'Knative activator: any caller can borrow it',
  });
  found.push({ namespace: platform.knativeNamespace, name: 'controller', detail: 'Knative autoscaler' });
  const seen = new Set<string>();
  return found.filter(({ namespace, name }) => !seen.has(`${namespace}/${name}`) && seen.add(`${namespace}/${name}`));
}

const podSpecPath = (resource: Resource): readonly string[] =>
  resource.kind === 'InferenceService'
    ? ['spec', 'predictor']
    : [...podMetadataPath(resource.kind).slice(0, -1), 'spec'];

function hosts({ set, platform }: Place): OfferedValue[] {
  const services = set.index
    .bucket('Service')
    .map((resource) => ({ resource, name: resource.name, detail: 'Service' }));
  const models = set.index.bucket('InferenceService').flatMap((resource) => [
    { resource, name: resource.name && `${resource.name}-predictor`, detail: 'predictor' },
    { resource, name: resource.name, detail: 'InferenceService' },
  ]);
  return distinct(
    [...services, ...models].flatMap(({ resource, name, detail }) =>
      name ? [{ value: `${name}.${resource.namespace ?? 'default'}.svc.${platform.clusterDomain}`, detail }] : [],
    ),
  );
}

const gateways = ({ set }: Place): OfferedValue[] =>
  distinct([
    ...set.index
      .bucket('Gateway')
      .flatMap((resource) =>
        resource.name
          ? [{ value: `${resource.namespace ?? 'default'}/${resource.name}`, detail: 'Gateway in this workspace' }]
          : [],
      ),
    { value: 'mesh', detail: 'every sidecar' },
    { value: 'knative-serving/knative-local-gateway', detail: 'Knative, from inside the cluster' },
    { value: 'knative-serving/knative-ingress-gateway', detail: 'Knative, from outside' },
  ]);

const names = ({ set, object }: Place, kinds: readonly KindId[], detail: string): OfferedValue[] =>
  distinct(
    kinds.flatMap((kind) =>
      set.index
        .bucket(kind)
        .filter((resource) => (resource.namespace ?? 'default') === (object.namespace ?? 'default'))
        .flatMap((resource) => {
          const name = kind === 'Certificate' ? stringOf(resource.at('spec', 'secretName')) : resource.name;
          return name ? [{ value: name, detail }] : [];
        }),
    ),
  );

interface Workload {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
}

function workloads({ set, object }: Place): Workload[] {
  const namespace = object.namespace ?? 'default';
  return WORKLOAD_KINDS.flatMap((kind) =>
    set.index
      .bucket(kind)
      .filter((resource) => (resource.namespace ?? 'default') === namespace)
      .map((resource) => {
        const labels = new Map(
          entriesOf(at(resource.root, ...podMetadataPath(kind), 'labels')).flatMap((entry): [string, string][] => {
            const value = stringOf(entry.value);
            return value === undefined ? [] : [[entry.key.text, value]];
          }),
        );
        if (kind === 'InferenceService' && resource.name) {
          labels.set('serving.kserve.io/inferenceservice', resource.name);
          labels.set('component', 'predictor');
        }
        return { name: resource.name ?? kind, labels };
      }),
  );
}

const labelValues = (place: Place, key: string): OfferedValue[] =>
  distinct(
    workloads(place).flatMap(({ name, labels }) => {
      const value = labels.get(key);
      return value === undefined ? [] : [{ value, detail: `on ${name}` }];
    }),
  );

function distinct(values: readonly OfferedValue[]): OfferedValue[] {
  const seen = new Set<string>();
  return values.filter(({ value }) => !seen.has(value) && seen.add(value));
}

/** Ports that pods listen on, not those of Services: the ones that policies count. */
function ports({ set, object }: Place): OfferedValue[] {
  const services = set.index
    .bucket('Service')
    .filter((service) => (service.namespace ?? 'default') === (object.namespace ?? 'default'));
  return distinct([
    ...services.flatMap((service) =>
      itemsOf(service.at('spec', 'ports')).flatMap((port) => {
        const target = at(port, 'targetPort') ?? at(port, 'port');
        const value = target?.kind === 'scalar' ? target.value : undefined;
        return typeof value === 'number'
          ? [{ value: String(value), detail: `behind Service ${service.name ?? ''}` }]
          : [];
      }),
    ),
    { value: '8012', detail: 'queue-proxy, HTTP/1 (Knative)' },
    { value: '8013', detail: 'queue-proxy, HTTP/2 (Knative)' },
    { value: '8080', detail: 'model server (KServe)' },
    { value: '9090', detail: 'metrics for the autoscaler (Knative)' },
    { value: '9091', detail: 'metrics of the application (Knative)' },
  ]);
}
