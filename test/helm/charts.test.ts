/** Helm charts: no template syntax is taken for a fault, what is certain is checked, values files are no manifests. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../server/src/core/rules/index.gen';
import { LineIndex } from '../../server/src/core/text/line-index';
import { Workspace } from '../../server/src/core/workspace/workspace';
import { REPOSITORY } from '../support/repository';

const ROOT = 'file:///w/';

function filesOf(folder: string): Map<string, string> {
  const top = join(REPOSITORY, folder);
  const names = readdirSync(top, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.ya?ml$/.test(name) && statSync(join(top, name)).isFile())
    .sort();
  return new Map(names.map((name) => [name, readFileSync(join(top, name), 'utf8')]));
}

function open(files: ReadonlyMap<string, string>): Workspace {
  const workspace = new Workspace({
    roots: [ROOT],
    rules: RULES,
    onRuleError: (rule, error) => {
      throw new Error(`rule ${rule} threw`, { cause: error });
    },
  });
  workspace.update(new Map([...files].map(([name, text]) => [ROOT + name, { text }])));
  return workspace;
}

const report = (workspace: Workspace, files: ReadonlyMap<string, string>) =>
  [...files].flatMap(([name, text]) =>
    workspace
      .findings(ROOT + name)
      .filter(({ severity }) => severity === 'error' || severity === 'warning')
      .map(({ rule, span, message }) => {
        const { line } = new LineIndex(text).positionAt(span.start);
        return { place: `${name}:${line + 1} ${text.slice(span.start, span.end)}`, rule, message };
      }),
  );

test('realistic charts have no error and no warning, and their objects are read', () => {
  const files = filesOf('test/corpus/clean-charts');
  const workspace = open(files);
  expect(report(workspace, files)).toEqual([]);
  const kinds = workspace.snapshot.sets.flatMap((set) =>
    (['InferenceService', 'AuthorizationPolicy', 'PeerAuthentication', 'Gateway', 'Namespace', 'Pod'] as const).map(
      (kind) => `${kind} ${set.index.bucket(kind).length}`,
    ),
  );
  expect(kinds).toEqual([
    'InferenceService 1',
    'AuthorizationPolicy 1',
    'PeerAuthentication 1',
    'Gateway 1',
    'Namespace 1',
    'Pod 1',
  ]);
  expect(workspace.snapshot.sets.map((set) => set.partial)).toEqual([true]);
});

test('certain mistakes in a template are found where they are', () => {
  const files = filesOf('test/corpus/mistaken-charts');
  expect(report(open(files), files).map(({ place, rule }) => `${place} ${rule}`)).toEqual([
    'ap-action-and-rule/templates/ap.yaml:11 principal unknown-field',
    'ap-lower-case-methods/templates/ap.yaml:15 "post" method-invalid',
    'ap-spiffe-with-templated-ns/templates/ap.yaml:13 spiffe://cluster.local/ns/{{ .Values.callerNamespace }}/sa/{{ .Values.callerAccount }} principal-with-spiffe',
    'autoscaler-class/templates/i.yaml:9 "kpa" autoscaler-class-invalid',
    'deploy-mode/templates/cm.yaml:8 "Serverles" kserve-deploy-mode',
    'deployment-mode/templates/isvc.yaml:6 "Kubernetes" deployment-mode-unknown',
    'dr-outlier-duration/templates/dr.yaml:9 10sec schema-limit',
    'gateway-no-certificate/templates/g.yaml:11 SIMPLE gateway-cert-missing',
    'gateway-protocol/templates/gw.yaml:13 HTTPSS gateway-protocol',
    'httproute-path/templates/route.yaml:12 "api/" schema-limit',
    'inject-boolean/templates/deployment.yaml:14 true schema-type',
    'jwks-uri-spelling/templates/ra.yaml:11 jwksURI unknown-field',
    'lockdown/templates/policies.yaml:17 "spiffe://cluster.local/ns/{{ . }}/sa/caller" principal-with-spiffe',
    'lockdown/templates/policies.yaml:17 "spiffe://cluster.local/ns/user1/sa/sleep" principal-with-spiffe',
    'lockdown/templates/policies.yaml:26 selector root-selector-ignored',
    'mutual-without-certs/templates/dr.yaml:10 MUTUAL dr-mutual-without-certs',
    'ns-label/templates/ns.yaml:8 "true" namespace-not-in-mesh',
    'pa-port-level-without-selector/templates/pa.yaml:8 portLevelMtls port-mtls-without-selector',
    'tbc-number/templates/isvc.yaml:6 0 tbc-not-string',
    'vs-dest-port-string/templates/vs.yaml:12 "8080" schema-type',
  ]);
});

describe('a chart that comes and goes', () => {
  const TEMPLATE = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: "a-{{ .Values.x }}"\n';
  const template = (workspace: Workspace) => workspace.snapshot.files.get(`${ROOT}c/templates/ns.yaml`)!.template;

  test('takes its templates and values with it', () => {
    const workspace = open(new Map([['c/templates/ns.yaml', TEMPLATE]]));
    expect(template(workspace)).toBe(false);
    const chart = `${ROOT}c/Chart.yaml`;
    workspace.update(new Map([[chart, { text: 'apiVersion: v2\nname: c\nversion: 1.0.0\n' }]]));
    expect(template(workspace)).toBe(true);
    workspace.update(new Map([[`${ROOT}c/templates/ns.yaml`, { text: `# new\n${TEMPLATE}` }]]));
    expect(template(workspace)).toBe(true);
    workspace.update(new Map([[chart, undefined]]));
    expect(template(workspace)).toBe(false);
  });

  test('in whatever order its files are read', () => {
    const workspace = open(
      new Map([
        ['c/templates/ns.yaml', TEMPLATE],
        ['c/Chart.yaml', 'apiVersion: v2\nname: c\n'],
      ]),
    );
    expect(template(workspace)).toBe(true);
  });
});

test('two charts with an object of the same name are two sets', () => {
  const chart = (name: string, mode: string): [string, string][] => [
    [`${name}/Chart.yaml`, `apiVersion: v2\nname: ${name}\n`],
    [
      `${name}/templates/pa.yaml`,
      `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: default, namespace: user1}\nspec: {mtls: {mode: ${mode}}}\n`,
    ],
  ];
  const workspace = open(new Map([...chart('a', 'STRICT'), ...chart('b', 'DISABLE')]));
  expect(workspace.snapshot.sets.map((set) => set.id)).toEqual([`${ROOT}a/`, `${ROOT}b/`]);
});
