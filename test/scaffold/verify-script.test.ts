/** `verify.sh` against a kubectl that replays answers, those of a cluster where something is wrong among them. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { renderScaffold, type ScaffoldValues } from '../../server/src/core/scaffold';

const folder = mkdtempSync(join(tmpdir(), 'verify-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What kubectl prints and its exit status, for the first pattern (a shell glob over its arguments) that matches. */
type Answers = Readonly<Record<string, { readonly out?: string; readonly status?: number }>>;

const pod = (name: string, ...containers: string[]) => `${name} ${containers.join(' ')} istio-init\n`;

const CLUSTER: Answers = {
  'wait *': { out: 'inferenceservice.serving.kserve.io condition met\n' },
  'get pods * serving.kserve.io/inferenceservice=sklearn-iris --output*': {
    out: pod('sklearn-iris-predictor-00001-deployment-7d9c', 'kserve-container', 'queue-proxy', 'istio-proxy'),
  },
  'get pods * serving.kserve.io/inferenceservice=sklearn-iris-burst --output*': {
    out: pod('sklearn-iris-burst-predictor-00001-deployment-5f6b', 'kserve-container', 'queue-proxy', 'istio-proxy'),
  },
  'get pods --namespace user1 --selector app=test-client*': { out: pod('test-client-1', 'client', 'istio-proxy') },
  // A sidecar among the init containers, as newer clusters have it.
  'get pods --namespace default --selector app=test-client*': { out: 'test-client-2 client istio-init istio-proxy\n' },
  'get pods --namespace knative-serving --selector app=activator*': {
    out: pod('activator-1', 'activator', 'istio-proxy') + pod('activator-2', 'activator', 'istio-proxy'),
  },
  'get serverlessservices*': {
    out: 'sklearn-iris-burst-predictor-00001 Proxy\nsklearn-iris-predictor-00001 Proxy\nsklearn-iris-predictor-00002 Serve\n',
  },
  'get peerauthentications* --namespace user1 *': {
    out: 'PERMISSIVE {"matchLabels":{"app":"other"}}\nSTRICT \n',
  },
  'get peerauthentications* --namespace istio-system *': { out: '' },
  'exec *--namespace user1 *sklearn-iris-predictor.*': { out: '200' },
  'exec *--namespace user1 *sklearn-iris-burst-predictor.*': { out: '403' },
  'exec *--namespace default *sklearn-iris-predictor.*': { out: '403' },
  'exec *--namespace default *sklearn-iris-burst-predictor.*': { out: '403' },
};

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

const scriptOf = (values: ScaffoldValues) =>
  renderScaffold('test-workloads', values).files.find(({ path }) => path === 'verify.sh')!.text;

/** @param changed answers instead of those of a cluster where all is well. */
function verify(changed: Answers = {}, values: ScaffoldValues = {}): { status: number | null; lines: string[] } {
  const unknown = Object.keys(changed).filter((pattern) => !(pattern in CLUSTER));
  expect(unknown, 'patterns are those of the cluster').toEqual([]);
  const arms = Object.entries({ ...CLUSTER, ...changed }).map(
    ([pattern, { out = '', status = 0 }]) =>
      `${pattern.replace(/[^*]+/g, quoted)}) printf %s ${quoted(out)}; exit ${status} ;;`,
  );
  const kubectl = join(folder, 'kubectl');
  writeFileSync(
    kubectl,
    `#!/bin/sh\ncase "$*" in\n${arms.join('\n')}\n*) echo "no answer to: $*" >&2; exit 64 ;;\nesac\n`,
  );
  chmodSync(kubectl, 0o755);
  const script = join(folder, 'verify.sh');
  writeFileSync(script, scriptOf(values));
  const { status, stdout, stderr } = spawnSync('sh', [script], {
    encoding: 'utf8',
    env: { ...process.env, KUBECTL: kubectl },
  });
  expect(stderr).toBe('');
  return { status, lines: stdout.trimEnd().split('\n') };
}

const words = (lines: readonly string[]) => lines.map((line) => line.split(/\s+/).join(' '));

describe('verify.sh', () => {
  it('ends with 0 when every answer is the expected one, and shows each', () => {
    const { status, lines } = verify();
    expect(words(lines)).toEqual([
      'What the answers rest on',
      'ok sklearn-iris: is ready',
      'ok sklearn-iris-burst: is ready',
      'ok sklearn-iris: has a sidecar',
      'ok sklearn-iris-burst: has a sidecar',
      'ok caller in user1: has a sidecar',
      'ok caller in default: has a sidecar',
      'ok activator: has a sidecar',
      'ok sklearn-iris: mode Serve',
      'ok sklearn-iris-burst: mode Proxy',
      'ok mutual TLS: STRICT',
      '',
      'Requests',
      ' caller model expected seen',
      'ok user1 sklearn-iris 200 200',
      'ok user1 sklearn-iris-burst 403 403',
      'ok default sklearn-iris 403 403',
      'ok default sklearn-iris-burst 403 403',
      'All as expected.',
    ]);
    expect(status).toBe(0);
  });

  it('ends with 1 when someone gets in who should not, and shows who', () => {
    const { status, lines } = verify({ 'exec *--namespace default *sklearn-iris-burst-predictor.*': { out: '200' } });
    expect(status).toBe(1);
    expect(words(lines)).toContain('DIFFERS default sklearn-iris-burst 403 200');
    expect(lines.at(-1)).toMatch(/^1 differ\./);
  });

  it('takes no answer for an answer that differs', () => {
    const { status, lines } = verify({
      'exec *--namespace user1 *sklearn-iris-predictor.*': { out: '000', status: 56 },
      'exec *--namespace default *sklearn-iris-predictor.*': { out: '', status: 1 },
    });
    expect(status).toBe(1);
    expect(words(lines)).toContain('DIFFERS user1 sklearn-iris 200 000');
    expect(words(lines)).toContain('DIFFERS default sklearn-iris 403 none');
    expect(lines.at(-1)).toMatch(/^2 differ\./);
  });

  const lacking: [what: string, changed: Answers, line: string][] = [
    ['a model is not ready', { 'wait *': { status: 1 } }, 'missing sklearn-iris: is not ready'],
    [
      'the activator is outside the mesh',
      { 'get pods --namespace knative-serving --selector app=activator*': { out: 'activator-1 activator \n' } },
      'missing activator: has no sidecar; label the namespace, then start the pods again',
    ],
    [
      'one of two pods has no sidecar',
      {
        'get pods --namespace knative-serving --selector app=activator*': {
          out: `${pod('activator-1', 'activator', 'istio-proxy')}activator-2 activator \n`,
        },
      },
      'missing activator: has no sidecar; label the namespace, then start the pods again',
    ],
    [
      'a caller is not there',
      { 'get pods --namespace default --selector app=test-client*': { out: '' } },
      'missing caller in default: no pod runs in default',
    ],
    [
      'the activator is on the path where it should not be',
      { 'get serverlessservices*': { out: 'sklearn-iris-predictor-00001 Proxy\n' } },
      'missing sklearn-iris: mode Serve, it is Proxy',
    ],
    [
      'kubectl may not read the modes',
      { 'get serverlessservices*': { status: 1 } },
      'missing sklearn-iris-burst: mode Proxy, it is unknown',
    ],
    [
      'plaintext is taken',
      { 'get peerauthentications* --namespace user1 *': { out: 'PERMISSIVE \n' } },
      'missing mutual TLS: STRICT, it is PERMISSIVE',
    ],
    [
      'no mode is set anywhere',
      { 'get peerauthentications* --namespace user1 *': { out: '' } },
      'missing mutual TLS: STRICT, it is unset',
    ],
  ];
  it.each(lacking)('ends with 2, and sends nothing, when %s', (_, changed, line) => {
    const { status, lines } = verify(changed);
    expect(status).toBe(2);
    expect(words(lines)).toContain(line);
    expect(lines).not.toContain('Requests');
    expect(lines.at(-1)).toMatch(/^[1-9] missing; no request was sent\.$/);
  });

  it("takes the mesh's own mode where the namespace has none", () => {
    const { status } = verify({
      'get peerauthentications* --namespace user1 *': { out: '' },
      'get peerauthentications* --namespace istio-system *': { out: 'STRICT \n' },
    });
    expect(status).toBe(0);
  });

  it('wants a caller outside the mesh to be outside', () => {
    const values = { otherCaller: 'non-mesh' };
    const inside = verify({}, values);
    expect(inside.status).toBe(2);
    expect(words(inside.lines)).toContain('missing caller in default: has a sidecar, and is to be outside the mesh');
    const outside = { 'get pods --namespace default --selector app=test-client*': { out: 'test-client-2 client \n' } };
    expect(verify(outside, values).status).toBe(0);
  });

  it('expects everybody to get in before a lockdown, whatever the mode', () => {
    const all = Object.fromEntries(
      Object.keys(CLUSTER)
        .filter((pattern) => pattern.startsWith('exec'))
        .map((pattern) => [pattern, { out: '200' }]),
    );
    const changed = { ...all, 'get peerauthentications* --namespace user1 *': { out: '' } };
    expect(verify(changed, { expect: 'open' }).status).toBe(0);
  });

  it('passes shellcheck', () => {
    if (spawnSync('shellcheck', ['--version']).error) {
      console.log('verify.sh: not run with shellcheck, which is not installed');
      return;
    }
    for (const expected of ['lockdown', 'trusted', 'open']) {
      for (const otherCaller of ['mesh', 'non-mesh']) {
        const { stdout } = spawnSync('shellcheck', ['--shell=sh', '-'], {
          encoding: 'utf8',
          input: scriptOf({ expect: expected, otherCaller }),
        });
        expect(stdout).toBe('');
      }
    }
  });
});
