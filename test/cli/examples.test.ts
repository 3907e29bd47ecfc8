/** What `examples/` promises: the mistakes are found where they stand, and the set-up beside them is as good as its page says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyse, applyFix } from '../support/analyse';
import { Cli } from '../support/cli';
import { REPOSITORY, repositoryFiles } from '../support/repository';

let cli: Cli;
beforeAll(async () => {
  cli = await Cli.build();
});
afterAll(() => cli.remove());

interface JsonFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: string;
  readonly code: string;
}

/** What a span of one line covers; of a longer one its first line. */
function marked({ file, line, column, endLine, endColumn }: JsonFinding): string {
  const text = readFileSync(join(REPOSITORY, file), 'utf8').split('\n')[line - 1]!;
  return text.slice(column - 1, endLine === line ? endColumn - 1 : undefined);
}

async function check(...paths: string[]): Promise<string[]> {
  const { stdout, stderr } = await cli.run(['check', ...paths, '--format', 'json']);
  expect(stderr).toBe('');
  const { findings } = JSON.parse(stdout) as { findings: JsonFinding[] };
  return findings
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map((one) => `${one.file}:${one.line} ${one.severity} ${one.code} ${marked(one)}`);
}

test('every mistake is found once, at its exact span, and nothing else', async () => {
  const found = await check('examples/mistakes');
  expect(found.map((line) => line.replace('examples/mistakes/', ''))).toEqual([
    'auth.yaml:10 error port-mtls-without-selector portLevelMtls',
    'auth.yaml:25 error principal-with-spiffe "spiffe://cluster.local/ns/user1/sa/default"',
    'auth.yaml:29 warning activator-identity-trusted "knative-serving"',
    'kserve-config/as-in-the-docs/inferenceservice-config.yaml:8 error yaml-block-scalar-text {',
    'kserve-config/only-what-changed/inferenceservice-config.yaml:9 error kserve-ingress-gateway-missing ingress',
    'kserve-config/only-what-changed/inferenceservice-config.yaml:13 warning kserve-ingress-unknown-key "disableIstioVirtualHosts"',
    'kserve-config/trailing-comma/inferenceservice-config.yaml:14 error kserve-config-json-invalid }',
    'local-gateway/gateway.yaml:16 error gateway-tls-missing HTTPS',
    'local-gateway/services.yaml:25 warning gateway-service-ambiguous 80',
    'mesh-wide/peer-authentication.yaml:8 error root-selector-ignored selector',
    'models/burst.yaml:5 warning tbc-unset-locked-namespace sklearn-iris-burst',
    'models/no-sidecar.yaml:9 warning inject-annotation-without-effect sidecar.istio.io/inject',
    'models/number.yaml:8 error tbc-not-string 0',
    'models/word.yaml:8 error tbc-invalid "off"',
    'namespaces.yaml:12 warning namespace-not-in-mesh user2',
  ]);
});

test('each mistake is named in a comment above it, and none is silenced', async () => {
  const found = await check('examples/mistakes');
  const unnamed = found.filter((finding) => {
    const [, file, line, code] = /^(.*?):(\d+) \w+ (\S+)/.exec(finding)!;
    const above = readFileSync(join(REPOSITORY, file!), 'utf8')
      .split('\n')
      .slice(0, Number(line) - 1);
    return !above.some((text) => text.trim().startsWith(`# ${code}: `));
  });
  expect(unnamed).toEqual([]);
  const silenced = repositoryFiles().filter(
    (path) => path.startsWith('examples/') && readFileSync(join(REPOSITORY, path), 'utf8').includes('meshward-disable'),
  );
  expect(silenced).toEqual([]);
});

describe('examples/user1', () => {
  const ACTIVATOR = 'examples/user1/auth.yaml:26 warning activator-identity-trusted "knative-serving"';
  const BURST =
    'examples/user1/models/on-path/sklearn-iris-burst.yaml:5 warning tbc-unset-locked-namespace sklearn-iris-burst';
  const LOCKDOWN = ['examples/user1/namespace.yaml', 'examples/user1/auth.yaml'];

  test('the whole of it has no error, and the two warnings that it deserves', async () => {
    expect(await check('examples/user1')).toEqual([ACTIVATOR, BURST]);
  });

  test('with the model off the path: rule 2, and nothing else', async () => {
    expect(await check(...LOCKDOWN, 'examples/user1/models/off-path')).toEqual([ACTIVATOR]);
  });

  test('with the model on the path: rule 2, and the burst capacity', async () => {
    expect(await check(...LOCKDOWN, 'examples/user1/models/on-path')).toEqual([ACTIVATOR, BURST]);
  });

  test('the policy alone, with no InferenceService in sight, has nothing to warn of', async () => {
    expect(await check('examples/user1/auth.yaml')).toEqual([]);
  });

  test('the quick fix of rule 2 leaves nothing above information', () => {
    const names = [...LOCKDOWN, 'examples/user1/models/off-path/sklearn-iris.yaml'];
    const files = new Map(names.map((name) => [name, readFileSync(join(REPOSITORY, name), 'utf8')]));
    const serious = (texts: ReadonlyMap<string, string>) =>
      analyse(texts).findings.filter(({ severity }) => severity === 'error' || severity === 'warning');
    const before = serious(files);
    expect(before.map(({ rule }) => rule)).toEqual(['activator-identity-trusted']);
    const [fix] = before[0]!.fixes;
    const after = applyFix(files, fix!);
    expect(serious(after)).toEqual([]);
    expect(after.get(LOCKDOWN[1]!)).toContain(
      'namespaces: ["knative-serving"]\n      to:\n        - operation:\n            paths:',
    );
  });
});
