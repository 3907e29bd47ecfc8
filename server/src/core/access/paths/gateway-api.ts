/** The gateway of the Gateway API that KServe's HTTPRoutes attach to in Standard mode (kserve reconcilers/ingress/httproute_reconciler.go). */
import type { Resource } from '../../model/resource';
import { readTargetRefs } from '../../model/target-ref';
import { namespaceOf } from '../../workspace/manifest-set';
import { at, entriesOf, isScalar, isUnknown, itemsOf, stringOf, type YamlNode } from '../../yaml/node';
import { ProxyPolicies } from '../decide';
import { selectsWorkload } from '../policies';
import type { AttachedPolicy, HttpRequest, Reason, Workload } from '../question';
import type { Truth } from '../truth';
import type { ClientProxy } from './client-tls';
import type { PathContext } from './context';
import { assumed, behind, end, nowhere, resultOf, type Sender, type Tail, travel, type Way, way } from './trail';
import type { Assumption, Hop } from './types';

const NOT_RUN: Assumption = {
  text: 'Gateways of the Gateway API follow the code of KServe and istiod; they were not run end to end',
  from: 'default',
};

/** @param toPods the way from the gateway to the pods of the model */
export function wayThroughGatewayApi(
  context: PathContext,
  http: HttpRequest,
  toPods: (proxy: ClientProxy) => Way,
): Way {
  const { view, model } = context;
  const { ingress } = model;
  const [namespace = '', name = ''] = ingress.kserveIngressGateway?.split('/') ?? [];
  const stop = (text: string, place: Partial<Reason> = ingress.basis): Way =>
    way(() => end('unknown', { text, resource: place.resource, node: place.node }), ingress.basis);
  if (!namespace || !name) return stop('enableGatewayApi is on, and no kserveIngressGateway is named');
  const gateway = view.find('GatewayApiGateway', namespace, name);
  if (!gateway) {
    return stop(
      `Gateway ${namespace}/${name} of the Gateway API is in no file, so its class, and who it calls the model as, cannot be known`,
    );
  }
  const classNode = gateway.at('spec', 'gatewayClassName');
  const className = stringOf(classNode);
  const kind = className === undefined ? undefined : kindOf(context, className);
  const place = { resource: gateway, node: classNode ?? gateway.headNode };
  if (className === undefined || kind === undefined)
    return stop(`Whose gateway ${namespace}/${name} is, its class does not tell`, place);
  const listener = listenerFor(gateway, http.host, model.namespace);
  if (listener.taken === undefined) return stop(listener.text, { resource: gateway, node: listener.node });
  const text =
    kind === 'istio'
      ? `Gateway ${namespace}/${name} is Istio's, and calls as ${namespace}/${name}-${className}`
      : `Gateway ${namespace}/${name} of class ${className} is taken to stand outside of the mesh: it calls in plaintext, as nobody`;
  const basis: Assumption = { text, from: kind === 'istio' ? 'file' : 'default', ...place };
  const hop = (outcome: string): Hop => ({
    from: 'client',
    to: 'gateway',
    port: listener.port,
    tls: listener.tls ? 'tls' : 'plaintext',
    identity: null,
    host: http.host,
    probe: false,
    outcome,
  });
  const gatewaySender: Sender =
    kind === 'istio'
      ? {
          station: 'gateway',
          proxy: { namespace, kind: 'gateway' },
          identities: [
            { trustDomain: context.mesh.trustDomain, namespace, serviceAccount: accountOf(gateway, className) },
          ],
        }
      : { station: 'gateway', proxy: { namespace, kind: 'foreign' }, identities: [] };
  const go = (sender: Sender): Tail => {
    if (!listener.taken)
      return behind(
        hop('accepted'),
        nowhere('gateway', '404', 'none', http.host, { text: listener.text, resource: gateway, node: listener.node }),
      );
    if (kind === 'istio') {
      const request = { identity: undefined, sends: 'plaintext', port: listener.port ?? 0, http } as const;
      const answer = policiesAt(context, gateway).authorize(request, { mtlsMode: undefined, transport: 'none' });
      const result = resultOf(answer, sender);
      if (result !== '200') return behind(hop(result), end(result, ...answer.reasons));
    }
    return behind(hop('accepted'), travel(toPods(gatewaySender.proxy!), gatewaySender));
  };
  return assumed(assumed(way(go, basis), ingress.basis), NOT_RUN);
}

/** By the class's controller where the files have it, else by the names that the projects use. */
function kindOf({ view }: PathContext, className: string): 'istio' | 'foreign' | undefined {
  const [object] = view.inNamespace('GatewayClass', className);
  const controller = stringOf(object?.at('spec', 'controllerName'));
  if (controller !== undefined) return controller.startsWith('istio.io/') ? 'istio' : 'foreign';
  if (className === 'istio') return 'istio';
  return ['envoy', 'eg', 'nginx', 'cilium', 'contour', 'kong', 'traefik'].includes(className) ? 'foreign' : undefined;
}

/** Istio names Deployment and account after Gateway and class, unless an annotation says otherwise (istio pilot/pkg/config/kube/gateway). */
function accountOf(gateway: Resource, className: string): string {
  const annotation = (key: string) => stringOf(gateway.at('metadata', 'annotations', key));
  return (
    annotation('gateway.istio.io/service-account') ??
    annotation('gateway.istio.io/name-override') ??
    `${gateway.name ?? ''}-${className}`
  );
}

interface FoundListener {
  /** A route for the host attaches; `undefined`: cannot be known. */
  readonly taken: boolean | undefined;
  readonly text: string;
  readonly node: YamlNode;
  readonly port: number | undefined;
  readonly tls: boolean;
}

/** The listener that a route of the model's namespace for this host attaches to; plaintext first, as callers ask for http. */
function listenerFor(gateway: Resource, host: string, from: string): FoundListener {
  const node = gateway.at('spec', 'listeners') ?? gateway.headNode;
  const name = `${namespaceOf(gateway)}/${gateway.name ?? ''}`;
  const none: FoundListener = {
    taken: false,
    text: `No listener of Gateway ${name} takes routes for ${host}`,
    node,
    port: undefined,
    tls: false,
  };
  if (isUnknown(node)) return { ...none, taken: undefined, text: `The listeners of Gateway ${name} cannot be read` };
  const found = itemsOf(node).flatMap((listener): FoundListener[] => {
    const protocol = stringOf(at(listener, 'protocol'));
    if (protocol !== 'HTTP' && protocol !== 'HTTPS') return [];
    const port = at(listener, 'port');
    const hostname = stringOf(at(listener, 'hostname'));
    if (hostname !== undefined && hostname !== '' && !coversName(hostname, host)) return [];
    const base = {
      node: listener,
      port: isScalar(port) && typeof port.value === 'number' ? port.value : undefined,
      tls: protocol === 'HTTPS',
    };
    const scope = stringOf(at(listener, 'allowedRoutes', 'namespaces', 'from')) ?? 'Same';
    if (scope === 'All' || (scope === 'Same' && from === namespaceOf(gateway)))
      return [{ ...base, taken: true, text: '' }];
    if (scope === 'Selector')
      return [
        {
          ...base,
          taken: undefined,
          text: `Whether Gateway ${name} takes routes from ${from} depends on labels of the namespace`,
        },
      ];
    return [{ ...base, taken: false, text: `Gateway ${name} takes no routes from namespace ${from} (allowedRoutes)` }];
  });
  const pick = (taken: boolean | undefined) =>
    found.filter((one) => one.taken === taken).sort((a, b) => Number(a.tls) - Number(b.tls))[0];
  return pick(true) ?? pick(undefined) ?? pick(false) ?? none;
}

const coversName = (hostname: string, host: string): boolean =>
  hostname.startsWith('*.') ? host.endsWith(hostname.slice(1)) : hostname === host;

/** Policies that name the Gateway by targetRefs, and those without targetRefs that select its pods. */
function policiesAt(context: PathContext, gateway: Resource): ProxyPolicies {
  const namespace = namespaceOf(gateway);
  const labels = new Map<string, string | undefined>([
    ...labelsOf(gateway.at('metadata', 'labels')),
    ...labelsOf(gateway.at('spec', 'infrastructure', 'labels')),
    ['gateway.networking.k8s.io/gateway-name', gateway.name],
  ]);
  const pods: Workload = { namespace, labels };
  const attached = ({ namespace: own, spec }: AttachedPolicy): Truth => {
    const refs = readTargetRefs(spec.resource);
    if (refs.length === 0)
      return own === namespace || own === context.mesh.rootNamespace ? selectsWorkload(spec.selector, pods) : false;
    if (refs.some(({ kind, name }) => kind === 'Gateway' && name === gateway.name && own === namespace)) return true;
    return refs.some(({ kind, name }) => kind === undefined || name === undefined || kind === 'GatewayClass')
      ? undefined
      : false;
  };
  return new ProxyPolicies({ ...pods, attached }, context.policiesIn([namespace]), context.mesh);
}

const labelsOf = (node: YamlNode | undefined): [string, string | undefined][] =>
  entriesOf(node).map(({ key, value }) => [key.text, stringOf(value)]);
