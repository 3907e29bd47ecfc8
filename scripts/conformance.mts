/**
 * Replays recorded verdicts of real Istio and a real Envoy through the evaluator: `conformance FILE.jsonl…`. A line of a file is a case; its
 * fields are described in test/corpus/oracle/README.md.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { refusalsOf } from '../server/src/core/access/admission/admit';
import { decide } from '../server/src/core/access/decide';
import { policySetOf } from '../server/src/core/access/policy-set';
import type { AccessRequest, Answer, MeshFacts, Workload } from '../server/src/core/access/question';
import { SourceFile } from '../server/src/core/model/source-file';
import { namespaceOf } from '../server/src/core/workspace/manifest-set';
import { at, stringOf } from '../server/src/core/yaml/node';

interface RecordedRequest {
  source?: { mesh?: boolean; namespace?: string; serviceAccount?: string; trustDomain?: string };
  sourceIP?: string;
  remoteIP?: string;
  port?: number;
  tcp?: boolean;
  method?: string;
  path?: string;
  host?: string;
  headers?: Record<string, string | string[]>;
  sni?: string;
  jwt?: { claims: Record<string, unknown>; forged?: boolean; expired?: boolean };
  expect: { verdict: string; httpStatus?: number; mtlsMode?: string; transport?: string; details?: string };
}

interface RecordedCase {
  id: string;
  docs: string;
  rootNamespace?: string;
  trustDomain?: string;
  trustDomainAliases?: string[];
  workload: {
    namespace: string;
    name?: string;
    labels?: Record<string, string>;
    ip?: string;
    ports?: { port: number; protocol: string }[];
  };
  requests: RecordedRequest[];
  expect: { documents?: { kind: string; namespace?: string; name?: string; status: string; by?: string }[] };
}

export interface Disagreement {
  /** Case id, with the request's index (from 0) or `documents`. */
  readonly where: string;
  readonly expected: string;
  readonly got: string;
}

export interface Replay {
  readonly agree: number;
  readonly disagreements: readonly Disagreement[];
  /** Requests that ask for something the evaluator does not model, by what that is. */
  readonly unsupported: ReadonlyMap<string, readonly string[]>;
}

const SECURITY = new Set(['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication']);
/** The address that the recording machine connects from when a case names none. */
const PEER_ADDRESS = '10.200.0.10';

/** Replays every case of a file's text. */
export function replay(text: string): Replay {
  let agree = 0;
  const disagreements: Disagreement[] = [];
  const unsupported = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const recorded = JSON.parse(line) as RecordedCase;
    const file = SourceFile.open('file:///case.yaml', recorded.docs);
    const wholeCase = unsupportedInCase(recorded);
    const policies = policySetOf(file.resources, namespaceOf);
    const mesh: MeshFacts = {
      rootNamespace: recorded.rootNamespace ?? 'istio-system',
      trustDomain: recorded.trustDomain ?? 'cluster.local',
      trustDomainAliases: recorded.trustDomainAliases ?? [],
      extensionProviders: [],
    };
    if (!wholeCase && recorded.expect.documents) {
      const expected = recorded.expect.documents.map((one) =>
        [one.kind, one.name ?? '', one.status, one.by ?? ''].join(' '),
      );
      const got = statuses(file);
      for (let i = 0; i < Math.max(expected.length, got.length); i++) {
        if (expected[i] === got[i]) continue;
        disagreements.push({
          where: `${recorded.id} document ${i}`,
          expected: expected[i] ?? 'nothing',
          got: got[i] ?? 'nothing',
        });
      }
    }
    recorded.requests.forEach((request, i) => {
      const where = `${recorded.id} request ${i}`;
      const reason = wholeCase ?? unsupportedInRequest(request);
      if (reason) {
        unsupported.set(reason, [...(unsupported.get(reason) ?? []), where]);
        return;
      }
      const workload: Workload = {
        namespace: recorded.workload.namespace,
        labels: new Map(Object.entries(recorded.workload.labels ?? {})),
        ip: recorded.workload.ip,
        ports: recorded.workload.ports?.map(({ port, protocol }) => ({
          port,
          protocol: protocol === 'TCP' ? 'TCP' : 'HTTP',
        })),
      };
      const answer = decide({ workload, request: toRequest(request, recorded, mesh), policies, mesh });
      const difference = compare(request.expect, answer);
      if (difference) disagreements.push({ where, ...difference });
      else agree++;
    });
  }
  return { agree, disagreements, unsupported };
}

/** Named by what the case itself holds, before anything is evaluated. */
function unsupportedInCase({ docs }: RecordedCase): string | undefined {
  if (/^\s*kind:\s*EnvoyFilter\b/m.test(docs)) return 'EnvoyFilter';
  if (/["\s]jwks["]?\s*:/.test(docs)) return 'keys inside the RequestAuthentication (jwks)';
  return undefined;
}

function unsupportedInRequest({ headers, path }: RecordedRequest): string | undefined {
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (name.toLowerCase() === 'authorization' && /^Bearer [^.]*\.[^.]*\.[^.]*$/.test(String(value)))
      return 'a token written out as text';
  }
  if (path !== undefined && /[?&]access_token=/.test(path)) return 'a token in the query';
  return undefined;
}

function toRequest(request: RecordedRequest, recorded: RecordedCase, mesh: MeshFacts): AccessRequest {
  const { source } = request;
  const forwarded: Record<string, string> =
    request.remoteIP === undefined ? {} : { 'x-forwarded-for': request.remoteIP };
  const { namespace, name } = recorded.workload;
  return {
    identity: source?.mesh
      ? {
          trustDomain:
            source.trustDomain ?? (mesh.trustDomain === 'cluster.local' ? mesh.trustDomain : 'cluster.local'),
          namespace: source.namespace ?? 'default',
          serviceAccount: source.serviceAccount ?? 'default',
        }
      : undefined,
    sends: 'auto',
    sourceIp: request.sourceIP ?? PEER_ADDRESS,
    sni: request.sni,
    port: request.port ?? 8080,
    http: request.tcp
      ? undefined
      : {
          method: request.method ?? 'GET',
          path: request.path ?? '/',
          host: request.host ?? `${name ?? 'workload'}.${namespace}.svc.cluster.local`,
          headers: { ...forwarded, ...request.headers },
          token: request.jwt,
        },
  };
}

function statuses(file: SourceFile): string[] {
  return file.documents.flatMap(({ document }) => {
    const { root, problems } = document.yaml;
    if (problems.length > 0) return ['?  rejected yaml'];
    if (root === undefined || root.kind !== 'map') return [];
    const kind = stringOf(at(root, 'kind')) ?? '';
    const name = stringOf(at(root, 'metadata', 'name')) ?? '';
    if (!SECURITY.has(kind)) return [`${kind} ${name} ignored `];
    const refusal = document.resources[0]?.read(refusalsOf)[0];
    return [refusal ? `${kind} ${name} rejected ${refusal.by}` : `${kind} ${name} applied `];
  });
}

function compare(expect: RecordedRequest['expect'], answer: Answer): { expected: string; got: string } | undefined {
  const fields = ['verdict', 'httpStatus', 'mtlsMode', 'transport', 'details'] as const;
  const differing = fields.filter((field) => {
    if (field === 'details' && !isPolicyDetail(expect.details)) return false;
    if (field === 'mtlsMode' && expect.mtlsMode === undefined) return false;
    if (
      field === 'httpStatus' &&
      answer.verdict !== 'allow' &&
      answer.verdict !== 'deny' &&
      answer.verdict !== 'bad-request'
    )
      return false;
    // A TCP connection has no status; recordings of HTTP over a TCP port keep what the server behind it said.
    if (field === 'httpStatus' && answer.httpStatus === undefined && answer.verdict === 'allow') return false;
    return expect[field] !== answer[field];
  });
  if (differing.length === 0) return undefined;
  const show = (from: { readonly [field in (typeof fields)[number]]?: unknown }) =>
    differing.map((field) => `${field}=${from[field] ?? '-'}`).join(' ');
  return {
    expected: show(expect),
    got: `${show(answer)} (${answer.reasons.map((reason) => reason.text).join('; ')})`,
  };
}

/** What a policy or token check says; the words of TLS libraries and crash reports are no part of the contract. */
const isPolicyDetail = (details: string | undefined): boolean =>
  details === undefined || /^(rbac_|jwt_|filter_chain|http1|path_norm)/.test(details);

function main(files: readonly string[]): number {
  if (files.length === 0) {
    console.error('Usage: conformance FILE.jsonl…');
    return 2;
  }
  let agree = 0;
  let disagree = 0;
  let skipped = 0;
  for (const name of files) {
    const result = replay(readFileSync(name, 'utf8'));
    for (const { where, expected, got } of result.disagreements)
      console.log(`${where}\n  expected ${expected}\n  got      ${got}`);
    for (const [reason, places] of result.unsupported) console.log(`unsupported: ${reason}: ${places.join(', ')}`);
    agree += result.agree;
    disagree += result.disagreements.length;
    skipped += [...result.unsupported.values()].reduce((sum, places) => sum + places.length, 0);
  }
  console.log(`${agree} agree, ${disagree} disagree, ${skipped} unsupported`);
  return disagree > 0 ? 1 : 0;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = main(process.argv.slice(2));
