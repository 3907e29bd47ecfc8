import { matchesHeader } from './string-match';
import type { Truth } from './truth';

/**
 * `hosts`: the whole Host header in any case, a port included; `*` first or last (istio pilot/pkg/security/authz/matcher, HostMatcher).
 */
export const matchesHost = (pattern: string, host: string): boolean =>
  matchesHeader(pattern.toLowerCase(), host.toLowerCase());

/** `hosts` against an IPv4 address that is not known, with or without a port. */
export function matchesSomeAddress(pattern: string): Truth {
  if (pattern === '*') return true;
  return /^\*?[0-9.]*(?::[0-9*]*)?\*?$/.test(pattern) ? undefined : false;
}
