/** Request paths: how Envoy reads and normalizes them under Istio's defaults, and how policies match them. */
import { matchesString } from './string-match';

export interface RequestTarget {
  /** Normalized path with the query, as the `:path` header. */
  readonly full: string;
  /** Normalized path without the query: what `paths` are compared with. */
  readonly path: string;
  /** Host of an absolute target (`http://host/path`), which replaces the Host header. */
  readonly host: string | undefined;
}

/** MeshConfig `pathNormalization`; `BASE` is Istio's default. */
export type PathNormalization = 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';

export type TargetError = 'codec' | 'normalization';

/** Characters that Envoy's HTTP/1 codec (balsa_parser.cc) takes in a target. */
const TARGET = /^[/*][\t\f!-~]*$/;
const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]+)([\s\S]*)$/;

/**
 * Reads a request's target as sent. Istio's default is BASE normalization: dot segments resolved, backslashes turned, percent-encoded
 * unreserved characters decoded, repeated slashes kept; the fragment is cut off first (Istio's bootstrap switches Envoy's refusal off).
 * The other modes were seen in a real Envoy too.
 */
export function readTarget(sent: string, mode: PathNormalization = 'BASE'): RequestTarget | TargetError {
  const absolute = ABSOLUTE.exec(sent);
  let target = sent;
  let host: string | undefined;
  if (absolute) {
    host = absolute[1];
    target = absolute[2] === '' || absolute[2] === undefined ? '/' : absolute[2];
    if (!target.startsWith('/')) target = `/${target}`;
  }
  if (!TARGET.test(target)) return 'codec';
  const hash = target.indexOf('#');
  if (hash >= 0) target = target.slice(0, hash);
  const question = target.indexOf('?');
  const path = normalize(question < 0 ? target : target.slice(0, question), mode);
  if (path === undefined) return 'normalization';
  return { path, full: question < 0 ? path : path + target.slice(question), host };
}

const UNRESERVED = /[A-Za-z0-9\-._~]/;
const ENCODED_ALWAYS = /["<>`{}]/g;

/** `undefined` when the path cannot be normalized (an encoded NUL). */
function normalize(path: string, mode: PathNormalization): string | undefined {
  if (path.startsWith('*') || mode === 'NONE') return path;
  if (path.includes('%00')) return undefined;
  const unescaped = mode === 'DECODE_AND_MERGE_SLASHES' ? path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\') : path;
  const decoded = unescaped
    .replace(/%([0-9A-Fa-f]{2})/g, (sequence, hex: string) => {
      const character = String.fromCharCode(Number.parseInt(hex, 16));
      return UNRESERVED.test(character) ? character : sequence;
    })
    .replaceAll('\\', '/')
    .replace(ENCODED_ALWAYS, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  const result: string[] = [];
  const segments = decoded.slice(1).split('/');
  segments.forEach((segment, i) => {
    const last = i === segments.length - 1;
    if (segment === '.' || segment === '..') {
      if (segment === '..') result.pop();
      if (last) result.push('');
    } else result.push(segment);
  });
  const resolved = `/${result.join('/')}`;
  return mode === 'BASE' ? resolved : resolved.replace(/\/{2,}/g, '/');
}

/** True when a policy's value holds a template operator, so that it is compared segment by segment. */
export const isPathTemplate = (value: string): boolean => value.includes('{*}') || value.includes('{**}');

/** A template that does not begin with a slash: the webhook takes it, but Envoy aborts when it loads the listener. */
export const breaksListener = (value: string): boolean => isPathTemplate(value) && !value.startsWith('/');

/** What a segment may hold (RFC 3986 pchar without `*`), as Envoy's URI template matcher has it. */
const SEGMENT = "[a-zA-Z0-9\\-._~%!$&'()+,;:@=]";

/** `paths`, against a normalized path without query. */
export function matchesPath(value: string, path: string): boolean {
  if (!isPathTemplate(value)) return matchesString(value, path);
  const regex = value
    .split(/(\{\*\*\}|\{\*\})/)
    .map((part) => {
      if (part === '{*}') return `${SEGMENT}+`;
      if (part === '{**}') return `(?:${SEGMENT}|/)*`;
      return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${regex}$`).test(path);
}
