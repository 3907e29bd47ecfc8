/** Keys of `when`: what each compares (istio pilot/pkg/security/authz/model). */
import { WHEN_KEYS } from '../model/policy-format';

export type ConditionKey =
  | { readonly kind: 'source.ip' | 'remote.ip' | 'destination.ip' | 'destination.port' | 'connection.sni' }
  | { readonly kind: 'source.namespace' | 'source.principal' | 'source.serviceAccount' | 'source.trustDomain' }
  | { readonly kind: 'request.auth.principal' | 'request.auth.audiences' | 'request.auth.presenter' }
  | { readonly kind: 'request.headers' | 'request.experimental.inline.headers'; readonly name: string }
  | { readonly kind: 'request.auth.claims'; readonly path: readonly string[] }
  | { readonly kind: 'experimental.envoy.filters' };

/** Reads a key; `undefined` for those that Istio does not know. Whether the brackets are well formed is the webhook's business. */
export function readConditionKey(key: string): ConditionKey | undefined {
  const plain = WHEN_KEYS.find((one) => one === key);
  if (plain) return { kind: plain };
  for (const kind of ['request.headers', 'request.experimental.inline.headers'] as const) {
    if (key.startsWith(kind)) return { kind, name: key.slice(kind.length + 1, -1) };
  }
  if (key.startsWith('request.auth.claims')) {
    return { kind: 'request.auth.claims', path: key.slice('request.auth.claims['.length, -1).split('][') };
  }
  if (key.startsWith('experimental.envoy.filters.')) return { kind: 'experimental.envoy.filters' };
  return undefined;
}

/** True for keys that exist only in HTTP: on a TCP port ALLOW rules with them are dropped, and other rules lose the condition. */
export const isHttpOnlyKey = (key: ConditionKey): boolean => key.kind.startsWith('request.');
