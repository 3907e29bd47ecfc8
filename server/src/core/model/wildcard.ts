/** Istio's string matching: a `*` at one end of the pattern, or alone, stands for anything (istio pilot authz/matcher/string.go). */
export function wildcardMatches(pattern: string, value: string): boolean {
  if (pattern === '*') return value !== '';
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return value.startsWith(pattern.slice(0, -1));
  return pattern === value;
}
