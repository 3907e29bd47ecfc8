/** Hosts as Istio, Knative and KServe write them: which Service of which namespace, or a name outside the cluster. */
import { revisionOf } from '../model/derived-hosts';
import { cut, isPlainName, type Mentions, namespaceName, type ReadNames, type Words } from './collect';
import type { Mention, Name } from './mention';

export interface ReadHost {
  /** The Service, without the suffix that a revision's Services have; `undefined` for `*`. */
  readonly service: string | undefined;
  readonly namespace: string | undefined;
}

/** `name`, `name.namespace`, `name.namespace.svc…` taken apart; `undefined` for names outside the cluster and for patterns. */
export function readHost(host: string): ReadHost | undefined {
  const [name = '', namespace, svc] = host.split('.');
  const inCluster = namespace === undefined || svc === 'svc' || host.split('.').length === 2;
  if (!inCluster || (namespace !== undefined && !isPlainName(namespace))) return undefined;
  if (name === '*') return svc === 'svc' ? { service: undefined, namespace } : undefined;
  if (!isPlainName(name)) return undefined;
  return { service: revisionOf(name)?.of ?? name, namespace };
}

/** What the host names; the port behind it does not matter. Patterns name at most a namespace. */
export const host =
  (how = 'host', role: Mention['role'] = 'reference'): ReadNames =>
  (given, found) => {
    const colon = given.text.indexOf(':');
    const words = colon < 0 ? given : cut(given, 0, colon);
    const read = readHost(words.text);
    const external: Name = { kind: 'ExternalHost', namespace: '', name: words.text };
    if (!read) {
      if (words.text.includes('.') && isPlainName(words.text)) found.add(words, how, external, { role });
      return;
    }
    namespacePart(words, read, found);
    if (read.service === undefined) return;
    const names: Name[] = [{ kind: 'Host', namespace: read.namespace, name: read.service }];
    // `example.com` looks like a Service `example` in a namespace `com`.
    if (words.text.split('.').length === 2) names.push(external);
    found.add(words, how, names, { part: { start: 0, end: read.service.length }, role });
  };

function namespacePart(words: Words, { namespace }: ReadHost, found: Mentions): void {
  if (namespace === undefined) return;
  const start = words.text.indexOf('.') + 1;
  namespaceName(cut(words, start, start + namespace.length), found);
}

/** `namespace/host` of Sidecars and Gateways, and of extension providers. */
export const qualifiedHost: ReadNames = (words, found) => {
  const slash = words.text.indexOf('/');
  if (slash >= 0) namespaceName(cut(words, 0, slash), found);
  host()(cut(words, slash + 1, words.text.length), found);
};

/** The subset of a host, which a DestinationRule of the same host defines. */
export function subset(words: Words, hostText: string | undefined, role: Mention['role'], found: Mentions): void {
  if (hostText === undefined) return;
  const read = readHost(hostText);
  const name: Name =
    read?.service === undefined
      ? { kind: 'Subset', namespace: '', name: words.text, of: hostText }
      : { kind: 'Subset', namespace: read.namespace, name: words.text, of: read.service };
  found.add(words, 'subset', name, { role });
}
