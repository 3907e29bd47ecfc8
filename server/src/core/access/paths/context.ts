/** Everything that the requests to one model have in common. */
import type { Resource } from '../../model/resource';
import { at, itemsOf, stringOf } from '../../yaml/node';
import { namespaceOf } from '../../workspace/manifest-set';
import type { Identity } from '../identity';
import { type PolicySet } from '../policies';
import { policySetOf } from '../policy-set';
import type { MeshFacts, Workload } from '../question';
import type { Selector } from '../../model/selector';
import type { Truth } from '../truth';
import { activatorMembership, gatewayAccounts, gatewayListeners, type Listener, meshCompatibility } from './cluster';
import type { Membership } from './mesh-membership';
import { type ServiceModel, serviceModel } from './service-model';
import type { SetView } from './set-view';

export interface PathContext {
  readonly view: SetView;
  readonly model: ServiceModel;
  readonly mesh: MeshFacts;
  readonly podPolicies: PolicySet;
  readonly gatewayPolicies: PolicySet;
  readonly gatewayWorkload: Workload;
  readonly gatewayIdentities: readonly Identity[];
  readonly listeners: ReadonlyMap<number, Listener>;
  readonly activator: {
    readonly membership: Membership;
    readonly workload: Workload;
    readonly policies: PolicySet;
    readonly identity: Identity;
  };
  readonly meshCompatibility: ReturnType<typeof meshCompatibility>;
  /** What is asked of the model. */
  readonly request: { readonly method: string; readonly path: string };
  /** Namespaces that the proxies of a namespace see by its Sidecar; `undefined`: all. */
  egressOf(namespace: string): ReadonlySet<string> | undefined;
}

export function pathContext(view: SetView, resource: Resource): PathContext {
  const { platform } = view;
  const model = serviceModel(view, resource);
  const policiesOf = (namespace: string) => view.once(`policies ${namespace}`, (shared) => policiesFor(shared, namespace));
  const accounts = view.once('gateway accounts', gatewayAccounts);
  return {
    view,
    model,
    mesh: {
      rootNamespace: platform.rootNamespace,
      trustDomain: platform.trustDomain,
      extensionProviders: 'unknown',
    },
    podPolicies: policiesOf(model.namespace),
    gatewayPolicies: policiesOf(platform.gatewayNamespace),
    gatewayWorkload: {
      namespace: platform.gatewayNamespace,
      labels: GATEWAY_LABELS,
      selectedBy: (selector) => selectsInstalled(selector, GATEWAY_LABELS),
    },
    gatewayIdentities: accounts.accounts.map((serviceAccount) => ({
      trustDomain: platform.trustDomain,
      namespace: platform.gatewayNamespace,
      serviceAccount,
    })),
    listeners: view.once('listeners', gatewayListeners),
    activator: {
      membership: view.once('activator', activatorMembership),
      workload: {
        namespace: platform.knativeNamespace,
        labels: ACTIVATOR_LABELS,
        selectedBy: (selector) => selectsInstalled(selector, ACTIVATOR_LABELS),
      },
      policies: policiesOf(platform.knativeNamespace),
      identity: { trustDomain: platform.trustDomain, namespace: platform.knativeNamespace, serviceAccount: 'activator' },
    },
    meshCompatibility: view.once('mesh compatibility', meshCompatibility),
    request: { method: 'POST', path: model.inferencePath },
    egressOf: (namespace) => view.once(`egress ${namespace}`, (shared) => egressOf(shared, namespace)),
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
const INSTALLER = /^(?:app\.kubernetes\.io|service\.istio\.io|istio\.io|install\.operator\.istio\.io|operator\.istio\.io|helm\.sh|sidecar\.istio\.io)\/|^(?:release|chart|heritage)$/;

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

/** Policies of a namespace and of the root namespace. */
function policiesFor(view: SetView, namespace: string): PolicySet {
  const places = new Set([namespace, view.platform.rootNamespace]);
  return policySetOf(
    [...places].flatMap((place) => KINDS.flatMap((kind) => view.inNamespace(kind, place))),
    namespaceOf,
  );
}

/** The Sidecar without a selector limits all proxies of its namespace; one in the root namespace those that have none. */
function egressOf(view: SetView, namespace: string): ReadonlySet<string> | undefined {
  const own = view.inNamespace('Sidecar', namespace).find((one) => !one.at('spec', 'workloadSelector'));
  const sidecar = own ?? view.inNamespace('Sidecar', view.platform.rootNamespace).find((one) => !one.at('spec', 'workloadSelector'));
  const egress = sidecar?.at('spec', 'egress');
  if (!sidecar || !egress) return undefined;
  const namespaces = itemsOf(egress).flatMap((item) =>
    itemsOf(at(item, 'hosts')).flatMap((host) => {
      const [place] = (stringOf(host) ?? '*').split('/');
      return place === '.' ? [namespace] : [place ?? '*'];
    }),
  );
  return new Set(namespaces);
}
