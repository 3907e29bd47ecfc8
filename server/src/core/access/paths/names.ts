/** Names that lead to a model: what a host means to a client in the cluster or outside. */
import type { Component, ServiceModel } from './service-model';

export type Meaning =
  | { readonly kind: 'component'; readonly component: Component }
  | {
      readonly kind: 'top-level' /** The full name, which alone KServe's VirtualService matches. */;
      readonly full: boolean;
    }
  | { readonly kind: 'revision' | 'private'; readonly component: Component }
  | { readonly kind: 'activator' }
  | { readonly kind: 'pod-ip' }
  | { readonly kind: 'external'; readonly of: 'service' | 'component' | 'path' };

/** Stand for addresses that only the cluster knows. */
export const POD_IP = '<pod IP>';
export const CLUSTER_IP = '<ClusterIP>';
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|<pod IP>)$/;

export const serviceHost = (name: string, namespace: string, domain: string): string =>
  `${name}.${namespace}.svc.${domain}`;

export const externalHost = (name: string, model: ServiceModel): string =>
  `${name}-${model.namespace}.${model.ingress.ingressDomain}`;

/**
 * What KServe's pathTemplate comes to for the model, without a final slash.
 * @returns `undefined` when it holds more than names (kserve reconcilers/ingress/path.go: a Go template)
 */
export function pathPrefix({ ingress, name, namespace }: ServiceModel): string | undefined {
  const fields: Readonly<Record<string, string>> = {
    Name: name,
    Namespace: namespace,
    IngressDomain: ingress.ingressDomain,
  };
  const path = ingress.pathTemplate?.replace(
    /\{\{-?\s*\.(Name|Namespace|IngressDomain)\s*-?\}\}/g,
    (_, key: string) => fields[key]!,
  );
  return path === undefined || path.includes('{{') || !path.startsWith('/') ? undefined : path.replace(/\/+$/, '');
}

/** @returns `undefined` for a name that has nothing to do with the model. */
export function meaningOf(
  host: string,
  model: ServiceModel,
  clusterDomain: string,
  knativeNamespace: string,
): Meaning | undefined {
  if (ADDRESS.test(host)) return { kind: 'pod-ip' };
  const external = externalMeaning(host, model);
  if (external) return external;
  const full = host.endsWith(`.svc.${clusterDomain}`);
  const short = full
    ? host.slice(0, -`.svc.${clusterDomain}`.length)
    : host.endsWith('.svc')
      ? host.slice(0, -4)
      : host;
  const [name, namespace, ...more] = short.split('.');
  if (more.length > 0 || namespace === undefined) return undefined;
  if (namespace === knativeNamespace && name === 'activator-service') return { kind: 'activator' };
  if (namespace !== model.namespace) return undefined;
  if (name === model.name) return { kind: 'top-level', full };
  for (const component of new Set([model.predictor, model.entry])) {
    if (name === component.name) return { kind: 'component', component };
    if (name === component.revision) return { kind: 'revision', component };
    if (name === `${component.revision}-private`) return { kind: 'private', component };
  }
  return undefined;
}

function externalMeaning(host: string, model: ServiceModel): Meaning | undefined {
  const { ingressDomain } = model.ingress;
  const is = (name: string) =>
    host === externalHost(name, model) || host === `${name}.${model.namespace}.${ingressDomain}`;
  if (is(model.name)) return { kind: 'external', of: 'service' };
  if (is(model.entry.name) || is(model.predictor.name)) return { kind: 'external', of: 'component' };
  if (host === ingressDomain && model.ingress.pathTemplate !== undefined) return { kind: 'external', of: 'path' };
  return undefined;
}

/** Component that an external or local component name means. */
export const componentOf = (host: string, model: ServiceModel): Component =>
  host.startsWith(`${model.predictor.name}-`) || host.startsWith(`${model.predictor.name}.`)
    ? model.predictor
    : model.entry;
