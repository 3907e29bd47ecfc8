/** Who a peer is, as its certificate says, and how policies name it. */
import { matchesGlob, matchesString } from './string-match';

export interface Identity {
  readonly trustDomain: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

export interface TrustDomains {
  /** MeshConfig `trustDomain`. */
  readonly trustDomain: string;
  /** MeshConfig `trustDomainAliases`: peers from there are ours too. */
  readonly trustDomainAliases?: readonly string[];
}

/** The identity as policies write it: `trust-domain/ns/NAMESPACE/sa/ACCOUNT`. */
export const principalOf = ({ trustDomain, namespace, serviceAccount }: Identity): string =>
  `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;

const spiffeOf = (identity: Identity): string => `spiffe://${principalOf(identity)}`;

/**
 * `principals`. Istio puts `spiffe://` in front of the value, and lets `cluster.local` and the mesh's own trust domains stand for each
 * other where the value is a whole principal (istio pilot/pkg/security/trustdomain).
 */
export const matchesPrincipal = (value: string, identity: Identity, mesh: TrustDomains): boolean =>
  principalTest(value, mesh)(identity);

/** {@link matchesPrincipal} for many identities. */
export function principalTest(value: string, mesh: TrustDomains): (identity: Identity) => boolean {
  const tests = withAliases(value, mesh).map((one): ((spiffe: string) => boolean) => {
    if (one === '*') return () => true;
    const least = 'spiffe://'.length + one.length - 1;
    if (one.startsWith('*')) return (spiffe) => spiffe.endsWith(one.slice(1)) && spiffe.length >= least;
    return (spiffe) => matchesString(`spiffe://${one}`, spiffe);
  });
  return (identity) => {
    const spiffe = spiffeOf(identity);
    return tests.some((test) => test(spiffe));
  };
}

function withAliases(value: string, mesh: TrustDomains): readonly string[] {
  const parts = value.split('/');
  const written = parts[0]!;
  if (parts.length !== 5 || written === '*') return [value];
  const ours = [mesh.trustDomain, ...(mesh.trustDomainAliases ?? [])];
  const isOurs = written === 'cluster.local' || ours.some((domain) => suffixMatch(written, domain));
  if (!isOurs) return [value];
  return ours.map((domain) => (suffixMatch(written, domain) ? value : [domain, ...parts.slice(1)].join('/')));
}

const suffixMatch = (pattern: string, domain: string): boolean =>
  pattern.startsWith('*') ? domain.endsWith(pattern.slice(1)) : pattern === domain;

/** `namespaces`: `*` anywhere within the namespace's name, case-sensitive. */
export const matchesNamespace = (value: string, identity: Identity): boolean =>
  matchesGlob(value, identity.namespace, '/');

/** `serviceAccounts`: `NS/SA`, or `SA` in the namespace of the policy itself (for a root policy: the root namespace). */
export function matchesServiceAccount(value: string, identity: Identity, policyNamespace: string): boolean {
  const slash = value.indexOf('/');
  const namespace = slash < 0 ? policyNamespace : value.slice(0, slash);
  return identity.namespace === namespace && identity.serviceAccount === value.slice(slash + 1);
}

/** `trustDomains`: exact, or `*` first, last or alone. */
export const matchesTrustDomain = (value: string, identity: Identity): boolean =>
  matchesString(value, identity.trustDomain);

/** True when the mesh's proxies accept the peer's certificate at all; others fail in the handshake, in PERMISSIVE too. */
export const isTrusted = (identity: Identity, mesh: TrustDomains): boolean =>
  identity.trustDomain === mesh.trustDomain || (mesh.trustDomainAliases ?? []).includes(identity.trustDomain);
