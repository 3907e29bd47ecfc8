/** Formats that Istio's webhook asks of single values (istio pkg/config/security/security.go). Each function says what is wrong, or nothing. */

/** `ports` and `destination.port`: digits only, up to 65535; 0 and leading zeros pass. */
export const isPort = (value: string): boolean => /^\d+$/.test(value) && Number(value) <= 65535;

/** `account` or `namespace/account`, without wildcards, at most 320 characters. */
export function serviceAccountProblem(value: string): string | undefined {
  if (value.includes('*')) return 'wildcards are refused here';
  if (value.length > 320) return 'it is longer than 320 characters';
  const parts = value.split('/');
  if (parts.length > 2) return 'it has more than one slash';
  if (parts.some((part) => part === '')) return 'a side of the slash is empty';
  return undefined;
}

/** Most accounts in one list. */
export const MOST_SERVICE_ACCOUNTS = 16;

/** A trust domain, or a prefix or suffix of one with a single `*` at an end. */
export function trustDomainProblem(value: string): string | undefined {
  if (value.includes('/')) return 'a trust domain has no slash';
  const stars = value.split('*').length - 1;
  if (stars > 1) return 'only one * is taken';
  if (stars === 1 && !value.startsWith('*') && !value.endsWith('*')) return 'a * stands first or last';
  return undefined;
}

/** Keys of `when` that are compared whole. */
export const WHEN_KEYS = [
  'source.ip',
  'remote.ip',
  'source.namespace',
  'source.principal',
  'source.serviceAccount',
  'source.trustDomain',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'destination.ip',
  'destination.port',
  'connection.sni',
] as const;
/** Keys of `when` that take a name in brackets. */
export const WHEN_MAP_KEYS = [
  'request.headers',
  'request.experimental.inline.headers',
  'request.auth.claims',
  'experimental.envoy.filters.',
] as const;

export const mapKeyOf = (key: string): string | undefined => WHEN_MAP_KEYS.find((prefix) => key.startsWith(prefix));

/** `a[b]`: an opening bracket not first, a closing one last, something between. */
export function hasBrackets(key: string): boolean {
  const open = key.indexOf('[');
  return key.endsWith(']') && open > 0 && open < key.length - 2;
}

export const isWhenKey = (key: string): boolean =>
  (WHEN_KEYS as readonly string[]).includes(key) || mapKeyOf(key) !== undefined;

export interface Principal {
  readonly trustDomain: string;
  readonly namespace: string;
  readonly account: string;
}

/** Parts of `trust-domain/ns/NAMESPACE/sa/ACCOUNT`; `undefined` for other shapes and for values with a wildcard. */
export function readPrincipal(value: string): Principal | undefined {
  const match = /^([^/*]+)\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(value);
  return match ? { trustDomain: match[1]!, namespace: match[2]!, account: match[3]! } : undefined;
}
