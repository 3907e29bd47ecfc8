/** Everything that the requests to one model have in common. */
import type { Resource } from '../../model/resource';
import type { Selector } from '../../model/selector';
import { namespaceOf } from '../../workspace/manifest-set';
import { at, itemsOf, stringOf } from '../../yaml/node';
import { ProxyPolicies } from '../decide';
import type { Identity } from '../identity';
import { type PolicySet, selectsWorkload } from '../policies';
import { policySetOf } from '../policy-set';
import type { MeshFacts } from '../question';
import type { Truth } from '../truth';
import { ambientNamespaces, waypointOf } from './ambient';
import type { SentTo } from './client-tls';
import { activatorMembership, gatewayAccounts, gatewayListeners, type Listener, meshCompatibility } from './cluster';
import type { Membership } from './mesh-membership';
import { networkPolicyBefore } from './network-policies';
import { type Component, type ServiceModel, serviceModel } from './service-model';
import { type SetView, sameItems } from './set-view';
import type { Tail } from './trail';
import type { Assumption } from './types';

export interface PathContext {
  readonly view: SetView;
  readonly model: ServiceModel;
  readonly mesh: MeshFacts;
  /** AuthorizationPolicies that stand anywhere on the paths. */
  readonly authorization: readonly PolicySet['authorization'][number][];
  readonly gateway: ProxyPolicies;
  readonly gatewayIdentities: readonly Identity[];
  readonly listeners: ReadonlyMap<number, Listener>;
  readonly activator: {
    readonly membership: Membership;
    readonly policies: ProxyPolicies;
    readonly identity: Identity;
  };
  readonly meshCompatibility: ReturnType<typeof meshCompatibility>;
  /** NetworkPolicies before each kind of station, which are not judged. */
  readonly network: {
    readonly gateway: Assumption | undefined;
    readonly activator: Assumption | undefined;
    pod(component: Component): Assumption | undefined;
  };
  /** Before the model's Services, in the ambient mesh. */
  readonly waypoint: ReturnType<typeof waypointOf>;
  /** What is asked of the model. */
  readonly request: { readonly method: string; readonly path: string };
  podPolicies(component: Component): ProxyPolicies;
  /** Policies of some namespaces and the root namespace. */
  policiesIn(namespaces: readonly string[]): PolicySet;
  /** Namespaces in the ambient mesh. */
  readonly ambient: ReadonlySet<string>;
  /** Ways from a station on, by everything that they depend on. */
  readonly tails: Map<string, Tail>;
  /** Namespaces whose own objects shape what their pods send: a DestinationRule or a Sidecar of theirs, or the root namespace. */
  readonly shaped: ReadonlySet<string>;
  /** Namespaces that the proxies of a namespace see by its Sidecar; `undefined`: all. */
  egressOf(namespace: string): ReadonlySet<string> | undefined;
  /** What clients put on the wire, by client and Service. */
  readonly sends: Map<string, SentTo>;
}

export function pathContext(view: SetView, resource: Resource): PathContext {
  const { platform, mesh } = view;
  const model = serviceModel(view, resource);
  const policiesOf = (namespace: string) =>
    view.once(`policies ${namespace}`, (shared) => policiesFor(shared, namespace));
  const installed = (namespace: string, labels: ReadonlyMap<string, string>) =>
    view.once(`proxy ${namespace}`, (shared) => {
      const policies = shared.once(`policies ${namespace}`, (inner) => policiesFor(inner, namespace));
      return new ProxyPolicies(
        { namespace, labels, selectedBy: (selector) => selectsInstalled(selector, labels) },
        policies,
        mesh,
      );
    });
  const accounts = view.once('gateway accounts', gatewayAccounts);
  const mine = policiesOf(model.namespace);
  const pods = new Map([model.predictor, model.entry].map((one) => [one, new ProxyPolicies(one.workload, mine, mesh)]));
  const networks = new Map(
    [model.predictor, model.entry].map((one) => [
      one,
      networkPolicyBefore(view, model.namespace, (selector) => selectsWorkload(selector, one.workload)),
    ]),
  );
  const egress = view.once('egress', egressLimits);
  const waypoint =
    model.mode === 'Standard' && model.predictor.membership.kind === 'ambient' ? waypointOf(view, resource) : undefined;
  const before = (namespace: string, labels: ReadonlyMap<string, string>) =>
    view.once(`network ${namespace}`, (shared) =>
      networkPolicyBefore(shared, namespace, (selector) => selectsInstalled(selector, labels)),
    );
  return {
    view,
    model,
    mesh,
    authorization: [
      ...new Set(
        [
          mine,
          policiesOf(platform.gatewayNamespace),
          policiesOf(platform.knativeNamespace),
          ...(waypoint && 'namespace' in waypoint ? [policiesOf(waypoint.namespace)] : []),
        ].flatMap((one) => one.authorization),
      ),
    ],
    gateway: installed(platform.gatewayNamespace, GATEWAY_LABELS),
    podPolicies: (component) => pods.get(component)!,
    policiesIn: (namespaces) => policiesFor(view, ...namespaces),
    ambient: new Set(view.once('ambient namespaces', ambientNamespaces, sameItems)),
    shaped: view.once('shaped namespaces', shapedNamespaces),
    sends: new Map(),
    tails: new Map(),
    gatewayIdentities: accounts.accounts.map((serviceAccount) => ({
      trustDomain: platform.trustDomain,
      namespace: platform.gatewayNamespace,
      serviceAccount,
    })),
    listeners: view.once('listeners', gatewayListeners),
    activator: {
      membership: view.once('activator', activatorMembership),
      policies: installed(platform.knativeNamespace, ACTIVATOR_LABELS),
      identity: {
        trustDomain: platform.trustDomain,
        namespace: platform.knativeNamespace,
        serviceAccount: 'activator',
      },
    },
    network: {
      gateway: before(platform.gatewayNamespace, GATEWAY_LABELS),
      activator: before(platform.knativeNamespace, ACTIVATOR_LABELS),
      pod: (component) => networks.get(component),
    },
    waypoint,
    meshCompatibility: view.once('mesh compatibility', meshCompatibility),
    request: { method: 'POST', path: model.inferencePath },
    egressOf: (namespace) => egress?.get(namespace) ?? egress?.get(platform.rootNamespace),
  };
}

const GATEWAY_LABELS: ReadonlyMap<string, string> = new Map([
  ['istio', 'ingressgateway'],
  ['app', 'istio-ingressgateway'],
]);
const ACTIVATOR_LABELS: ReadonlyMap<string, string> = new Map([
  ['app', 'activator'],
  ['role', 'activator'],
  ['app.kubernetes.io/component', 'activator'],
  ['app.kubernetes.io/name', 'knative-serving'],
]);
/** Labels that installers and injectors add. */
const INSTALLER =
  /^(?:app\.kubernetes\.io|service\.istio\.io|istio\.io|install\.operator\.istio\.io|operator\.istio\.io|helm\.sh|sidecar\.istio\.io)\/|^(?:release|chart|heritage)$/;

function selectsInstalled(selector: Selector, labels: ReadonlyMap<string, string>): Truth {
  let result: Truth = selector.unknown ? undefined : true;
  for (const [key, value] of selector.labels) {
    const has = labels.get(key);
    if (has === value) continue;
    if (has !== undefined || !INSTALLER.test(key)) return false;
    result = undefined;
  }
  return result;
}

const KINDS = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'] as const;

/** Policies of namespaces and of the root namespace. */
function policiesFor(view: SetView, ...namespaces: readonly string[]): PolicySet {
  const places = new Set([...namespaces, view.platform.rootNamespace]);
  return policySetOf(
    [...places].flatMap((place) => KINDS.flatMap((kind) => view.inNamespace(kind, place))),
    namespaceOf,
  );
}

/**
 * Namespaces that proxies see, by the namespace of the Sidecar: one without a selector limits all proxies of its namespace, one in the root
 * namespace those that have none. `undefined` when there is no such Sidecar.
 */
function egressLimits(view: SetView): ReadonlyMap<string, ReadonlySet<string>> | undefined {
  const limits = new Map<string, ReadonlySet<string>>();
  for (const sidecar of view.all('Sidecar')) {
    const namespace = namespaceOf(sidecar);
    const egress = sidecar.at('spec', 'egress');
    if (sidecar.at('spec', 'workloadSelector') || !egress || limits.has(namespace)) continue;
    const places = itemsOf(egress).flatMap((item) =>
      itemsOf(at(item, 'hosts')).map((host) => (stringOf(host) ?? '*').split('/')[0] ?? '*'),
    );
    limits.set(namespace, new Set(places));
  }
  return limits.size > 0 ? limits : undefined;
}

function shapedNamespaces(view: SetView): ReadonlySet<string> {
  return new Set([
    view.platform.rootNamespace,
    ...[...view.all('DestinationRule'), ...view.all('Sidecar')].map(namespaceOf),
  ]);
}
