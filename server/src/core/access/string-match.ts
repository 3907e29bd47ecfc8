/**
 * The string matching of Istio's policies (istio pilot/pkg/security/authz/matcher): `*` alone is "not empty", `*` first is a suffix
 * match, `*` last a prefix match; a `*` anywhere else is an ordinary character. With `*` at both ends only the first counts.
 */
export function matchesString(pattern: string, text: string): boolean {
  if (pattern === '*') return text !== '';
  if (pattern.startsWith('*')) return text.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return text.startsWith(pattern.slice(0, -1));
  return text === pattern;
}

/** Like {@link matchesString} for a header that is known to be present: there `*` takes an empty value too. */
export const matchesHeader = (pattern: string, value: string): boolean =>
  pattern === '*' || matchesString(pattern, value);

/** `*` anywhere stands for any run of characters except `stop`; everything else is literal. */
export function matchesGlob(pattern: string, text: string, stop: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === text;
  const first = parts[0]!;
  const last = parts[parts.length - 1]!;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, from);
    if (found < 0 || found + part.length > end || text.slice(from, found).includes(stop)) return false;
    from = found + part.length;
  }
  return !text.slice(from, end).includes(stop);
}
