/** Names as Istio's validation compares them (istio pkg/config/validation/agent/validation.go). */
const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/i;
const WILDCARD_LABEL = /^(?:\*|\*?[a-z0-9](?:[-a-z0-9]*[a-z0-9])?|\*-[-a-z0-9]*[a-z0-9])$/i;

/** A Kubernetes name without dots. */
export const isDnsLabel = (text: string): boolean => LABEL.test(text) && text === text.toLowerCase();

/** A domain whose first label may begin with `*`. */
export function isWildcardDomain(text: string): boolean {
  if (text.length === 0 || text.length > 255) return false;
  const [first = '', ...rest] = text.split('.');
  if (!WILDCARD_LABEL.test(first)) return false;
  if (rest.length === 0) return true;
  if (/^\d+$/.test(rest.at(-1)!)) return false;
  return rest.every((label, i) => (i === rest.length - 1 && label === '') || LABEL.test(label));
}

const isAddress = (text: string): boolean =>
  /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) || /^[0-9a-f]*:[0-9a-f:.]*$/i.test(text);

/**
 * What is wrong with a host of a Gateway's server or a Sidecar's egress (`host`, `namespace/host`); nothing when it is fine.
 * @param owner Gateways take a host without namespace, and addresses; Sidecars take `~` for no namespace.
 */
export function hostProblem(text: string, owner: 'Gateway' | 'Sidecar'): string | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return owner === 'Sidecar' ? 'it names no namespace' : domainProblem(text, owner);
  const namespace = text.slice(0, slash);
  const host = text.slice(slash + 1);
  if (namespace === '' || host === '') return 'a side of the slash is empty';
  const special = owner === 'Sidecar' ? ['*', '.', '~'] : ['*', '.'];
  if (!special.includes(namespace) && !isDnsLabel(namespace)) return `${namespace} is no namespace`;
  return domainProblem(host, owner);
}

function domainProblem(host: string, owner: 'Gateway' | 'Sidecar'): string | undefined {
  if (owner === 'Gateway' && isAddress(host)) return undefined;
  if (host !== '*' && !host.includes('.')) return 'a short name without a dot is refused';
  if (host.includes('*') && host !== '*' && !host.startsWith('*.')) return 'a * stands for the whole first label only';
  if (host.includes(':')) return 'a host has no port and no scheme';
  if (host.includes('/')) return 'a host has no path and no scheme';
  return isWildcardDomain(host) ? undefined : 'it is no domain name';
}
