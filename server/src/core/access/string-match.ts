/** How Istio's policies compare strings (istio pilot/pkg/security/authz/matcher). */
import { wildcardMatches } from '../model/wildcard';

/** `*` alone is "not empty"; of two at both ends only the first counts, and elsewhere it is an ordinary character. */
export const matchesString = wildcardMatches;

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
