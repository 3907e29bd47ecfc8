/**
 * Gateways that Knative routes its services by: ConfigMap config-istio, in its older form (`gateway.NAMESPACE.NAME: HOST`) or its newer one
 * (lists of `name`, `namespace`, `service`; net-istio pkg/reconciler/ingress/config).
 */
import { entriesOf, entryOf, isScalar, isUnknown, itemsOf, stringOf, type YamlNode } from '../../yaml/node';
import { parseYaml } from '../../yaml/parse';
import type { SetView } from './set-view';
import type { Assumption } from './types';

export interface KnativeGateways {
  /** `namespace/name`. */
  readonly external: ReadonlySet<string>;
  readonly local: ReadonlySet<string>;
  /** Service that names of services lead to, for callers without a sidecar; `undefined`: none, or unreadable. */
  readonly localService: string | undefined;
  /** What says so, where a file does. */
  readonly basis: Assumption | undefined;
}

interface Named {
  readonly id: string;
  readonly service: string | undefined;
}

export function knativeGateways(view: SetView): KnativeGateways {
  const { knativeNamespace, gatewayNamespace, clusterDomain } = view.platform;
  const installed = (name: string, service: string): Named => ({
    id: `${knativeNamespace}/${name}`,
    service: `${service}.${gatewayNamespace}.svc.${clusterDomain}`,
  });
  const config = view.find('ConfigMap', knativeNamespace, 'config-istio');
  const data = config?.at('data');
  const external = data ? gatewaysIn(data, 'external-gateways', 'gateway.', knativeNamespace) : [];
  const local = data ? gatewaysIn(data, 'local-gateways', 'local-gateway.', knativeNamespace) : [];
  const told = config && (external.length > 0 || local.length > 0);
  const outer = external.length > 0 ? external : [installed('knative-ingress-gateway', 'istio-ingressgateway')];
  const inner = local.length > 0 ? local : [installed('knative-local-gateway', 'knative-local-gateway')];
  return {
    external: new Set(outer.map(({ id }) => id)),
    local: new Set(inner.map(({ id }) => id)),
    localService: inner[0]?.service,
    basis: told
      ? {
          text: "Knative's gateways are those of config-istio",
          from: 'file',
          resource: config,
          node: data ?? config.headNode,
        }
      : undefined,
  };
}

function gatewaysIn(data: YamlNode, list: string, prefix: string, own: string): readonly Named[] {
  const written = entryOf(data, list)?.value;
  if (written && isScalar(written) && !written.unknown && typeof written.value === 'string') {
    const { root, problems, templated } = parseYaml(written.value);
    if (problems.length > 0 || templated) return [];
    return itemsOf(root).flatMap((item) => {
      // One with a selector serves only some services.
      if (entryOf(item, 'labelSelector')) return [];
      const [namespace, name] = ['namespace', 'name'].map((key) => stringOf(entryOf(item, key)?.value));
      return name ? [{ id: `${namespace ?? own}/${name}`, service: stringOf(entryOf(item, 'service')?.value) }] : [];
    });
  }
  return entriesOf(data).flatMap(({ key, value }) => {
    if (!key.text.startsWith(prefix) || isUnknown(value)) return [];
    const [first = '', ...rest] = key.text.slice(prefix.length).split('.');
    if (first === 'mesh') return [];
    const id = rest.length === 0 ? `${own}/${first}` : `${first}/${rest.join('.')}`;
    return [{ id, service: stringOf(value) }];
  });
}
