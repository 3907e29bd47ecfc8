/** Services in front of the pods that a policy selects, and how Istio takes their ports. */
import { entryOf, stringOf } from '../yaml/node';
import type { KindId } from './kinds';
import { containerPorts, type PodGroup } from './pods';
import { takesAll } from './policy-scope';
import type { Resource } from './resource';
import type { Selector } from './selector';
import { type KubernetesService, readService, type ServicePort } from './service';

export interface ServiceLookup {
  inNamespace(kind: KindId, namespace: string): readonly Resource[];
}

/** Services whose pods are among the selected ones, or the other way round; those with unknown parts are left out. */
export const servicesFor = (set: ServiceLookup, namespace: string, selector: Selector): KubernetesService[] =>
  set
    .inNamespace('Service', namespace)
    .map((resource) => resource.read(readService))
    .filter((service) => {
      if (service.unknown || service.selector.size === 0) return false;
      const theirs: Selector = { node: undefined, labels: service.selector, unknown: false };
      return takesAll(selector, theirs) || (selector.labels.size > 0 && takesAll(theirs, selector));
    });

const HTTP = /^(?:http|http2|grpc|grpc-web)$/;
const TCP = /^(?:tcp|tls|https|mongo|mysql|redis)$/;

/**
 * How Istio treats a port: by appProtocol, else by the name up to its first dash (istio pkg/config/protocol); `undefined` when it would look at
 * what is sent.
 */
export function protocolOf(port: ServicePort): 'http' | 'tcp' | undefined {
  const app = stringOf(entryOf(port.node, 'appProtocol')?.value)?.toLowerCase();
  const name = stringOf(entryOf(port.node, 'name')?.value)?.toLowerCase();
  const word = app ?? (name?.startsWith('grpc-web') ? 'grpc-web' : name?.split('-')[0]);
  if (word === undefined) return undefined;
  return HTTP.test(word) ? 'http' : TCP.test(word) ? 'tcp' : undefined;
}

/** The pod's port behind a Service's port; names are looked up in the pods. `undefined` when it cannot be known. */
export function targetPortOf(port: ServicePort, pods: readonly PodGroup[]): number | undefined {
  const { targetPort } = port;
  if (typeof targetPort !== 'string') return targetPort;
  const found = new Set(
    pods.flatMap((each) => containerPorts(each.podSpec).flatMap((one) => (one.name === targetPort ? [one.port] : []))),
  );
  return found.size === 1 ? [...found][0] : undefined;
}
