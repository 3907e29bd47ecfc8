/** What Envoy makes of a request before any policy: its HTTP/1 parser, path normalization, and the addresses it takes for the peer's. */
import { remoteAddress } from './ip';
import { headerLines } from './jwt';
import { type PathNormalization, readTarget } from './path';
import type { AccessRequest, HttpRequest } from './question';
import type { SubjectHttp } from './rule-match';

/** Methods that Envoy's HTTP/1 codec knows (balsa_parser.cc). */
const METHODS: ReadonlySet<string> = new Set(
  (
    'ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MOVE MSEARCH NOTIFY OPTIONS PATCH POST ' +
    'PROPFIND PROPPATCH PURGE PUT REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE'
  ).split(' '),
);

export const BAD_REQUEST: Readonly<Record<string, string>> = {
  'http1.codec_error':
    'Envoy answers 400 before any policy: its HTTP/1 parser does not know the method, or the target does not begin with a slash',
  path_normalization_failed: 'Envoy answers 400 before any policy: the path cannot be normalized',
};

export type ParsedRequest =
  | (Omit<SubjectHttp, 'token'> & { /** Of an absolute target. */ readonly targetHost: string | undefined })
  | 'http1.codec_error'
  | 'path_normalization_failed';

/** The request as policies see it, or the details of Envoy's 400. */
export function readRequest(request: HttpRequest, mode?: PathNormalization): ParsedRequest {
  if (!METHODS.has(request.method)) return 'http1.codec_error';
  const target = readTarget(request.path, mode);
  if (target === 'codec') return 'http1.codec_error';
  if (target === 'normalization') return 'path_normalization_failed';
  return {
    request,
    path: target.path,
    target: target.full,
    targetHost: target.host,
    host: target.host ?? request.host,
  };
}

/** The remote address at a sidecar; `undefined` when the files leave it open. */
export function remoteIpOf(request: AccessRequest, isHttp: boolean): string | undefined {
  if (!isHttp) return request.sourceIp;
  const lines = headerLines(request.http!, 'x-forwarded-for');
  if (lines.length === 0 && request.http!.open) return undefined;
  return remoteAddress(request.sourceIp, lines.length === 0 ? undefined : lines.join(','));
}
