import { describe, expect, test } from 'vitest';
import { check } from './check';

const policy = (rest: string) => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: allow
  namespace: user1
${rest}`;

describe('a slip of the pen', () => {
  test('wrong case', () => {
    const { fix } = check(
      policy(`spec:
  Action: DENY
# ^^^^^^ unknown-field: not how the field of spec is spelt
  rules: [{}]
`),
    );
    expect(fix('Rename to action')).toContain('  action: DENY');
  });

  test('hyphens and underscores', () => {
    const { fix } = check(
      policy(`spec:
  rules:
    - from:
        - source:
            request_principals: ["*"]
#           ^^^^^^^^^^^^^^^^^^ unknown-field: Write requestPrincipals
`),
    );
    expect(fix('Rename')).toContain('requestPrincipals: ["*"]');
  });

  test('singular for plural, in a flow map, becomes a list', () => {
    const { fix } = check(
      policy(`spec:
  rules: [{from: [{source: {namespace: user1}}], to: [{operation: {method: "GET"}}]}]
#                           ^^^^^^^^^ unknown-field: Write namespaces
#                                                                  ^^^^^^ unknown-field: Write methods
`),
    );
    expect(fix('Rename to namespaces')).toContain('{namespaces: [user1]}');
    expect(fix('Rename to methods')).toContain('{methods: ["GET"]}');
  });

  test('plural for singular', () => {
    const { fix } = check(
      policy(`spec:
  actions: ALLOW
# ^^^^^^^ unknown-field: Write action
  rules: [{}]
`),
    );
    expect(fix('Rename')).toContain('  action: ALLOW');
  });

  test('the right key is there already', () => {
    const { fix } = check(
      policy(`spec:
  action: ALLOW
  actoin: DENY # left over
# ^^^^^^ unknown-field: action is there already
  rules: [{}]
`),
    );
    expect(fix('Remove actoin')).not.toContain('actoin');
  });

  test('further away: asked, not told', () => {
    check(
      policy(`spec:
  sellectorr:
# ^^^^^^^^^^ unknown-field: Did you mean selector?
    matchLabels: {app: iris}
  rules: [{}]
`),
    );
  });
});

describe('in the wrong place', () => {
  test('selector under metadata moves to the spec that is there', () => {
    const { fix } = check(`apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: allow
  selector:
# ^^^^^^^^ unknown-field: under spec
    matchLabels:
      app: iris
spec:
  rules: [{}]
`);
    expect(fix('Move to spec')).toBe(`apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: allow
spec:
  rules: [{}]
  selector:
    matchLabels:
      app: iris
`);
  });

  test('without spec one is made', () => {
    const { fix } = check(`apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
mtls:
#<^^^^ unknown-field: wrong place
  mode: STRICT
`);
    expect(fix('Move to spec')).toBe(`apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
spec:
  mtls:
    mode: STRICT
`);
  });

  test('name at the top level belongs to metadata', () => {
    const { fix } = check(`apiVersion: v1
kind: Namespace
name: user1
#<^^^^ unknown-field: under metadata
metadata:
  labels:
    istio-injection: enabled
`);
    expect(fix('Move to metadata')).toBe(`apiVersion: v1
kind: Namespace
metadata:
  labels:
    istio-injection: enabled
  name: user1
`);
  });

  test('a level too deep moves up', () => {
    const { fix } = check(`apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: iris
spec:
  predictor:
    model:
      modelFormat:
        name: sklearn
      minReplicas: 1
#     ^^^^^^^^^^^ unknown-field: under spec.predictor
`);
    expect(fix('Move to spec.predictor')).toContain(`    model:
      modelFormat:
        name: sklearn
    minReplicas: 1
`);
  });

  test('into a list item: told, not moved', () => {
    const { findings } = check(
      policy(`spec:
  action: ALLOW
  from:
# ^^^^ unknown-field: an item of spec.rules
    - source:
        namespaces: [user1]
`),
    );
    expect(findings[0]!.fixes).toEqual([]);
  });
});

describe('silence', () => {
  test('free keys, directives of patches, templates, merges', () => {
    check(`apiVersion: v1
kind: Service
metadata:
  name: web
  labels: {anything.example.com/goes: here}
  annotations:
    {{ .Values.key }}: x
spec:
  $patch: replace
  {{- toYaml .Values.service | nindent 2 }}
`);
    check(`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: anchored}
spec:
  host: a.example.com
  trafficPolicy: &policy {tls: {mode: SIMPLE, sny: a}}
#                                             ^^^ unknown-field: Write sni
  subsets:
    - {name: v1, trafficPolicy: *policy}
    - name: v2
      trafficPolicy:
        <<: *policy
`);
  });

  test('fields that a kind keeps without knowing them', () => {
    check(`apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: any}
spec:
  configPatches:
    - applyTo: CLUSTER
      patch:
        operation: MERGE
        value: {whatever: {goes: 1}}
`);
  });

  test('two hundred levels and twenty thousand items', () => {
    const deep = `${'{a: '.repeat(200)}1${'}'.repeat(200)}`;
    check(policy(`spec:\n  rules: [{when: [{key: "x", values: []}]}]\n  depth: ${deep}\n# ^^^^^ unknown-field\n`));
    const many = Array.from({ length: 20_000 }, (_, i) => `        - /v1/${i}`).join('\n');
    check(
      policy(
        `spec:\n  rules:\n  - to:\n    - operation:\n        paths:\n${many}\n        method: GET\n#       ^^^^^^ unknown-field\n`,
      ),
    );
  });
});

describe('labels and selectors', () => {
  test('labels without matchLabels', () => {
    const { fix } = check(
      policy(`spec:
  selector:
    app: iris # the model
#   ^^^ unknown-field: labels belong under spec.selector.matchLabels
  rules: [{}]
`),
    );
    expect(fix('Move to spec.selector.matchLabels')).toContain('  selector:\n    matchLabels:\n      app: iris');
  });

  test('matchLabels where the labels themselves are taken', () => {
    const gateway = (selector: string) => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: a}
spec:
  selector:
${selector}
  servers: []
`;
    const block = check(
      gateway(
        '    matchLabels:\n#   ^^^^^^^^^^^ schema-type: names and values themselves\n      istio: ingressgateway\n      app: gateway',
      ),
    );
    expect(block.fix('Take it out')).toBe(gateway('    istio: ingressgateway\n    app: gateway'));
    const flow = check(gateway('    matchLabels: {istio: ingressgateway}\n#   ^^^^^^^^^^^ schema-type'));
    expect(flow.fix('Take it out')).toBe(gateway('    istio: ingressgateway'));
  });

  test('matchLabels where the kind calls them labels', () => {
    const { fix } = check(`apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: a}
spec:
  workloadSelector:
    matchLabels: {app: iris}
#   ^^^^^^^^^^^ unknown-field: Write labels
`);
    expect(fix('Rename to labels')).toContain('labels: {app: iris}');
  });
});

test('one mistake, one finding: a misspelt field is not missing as well, and what is below it is checked', () => {
  check(`apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: a}
spec:
  predicter:
# ^^^^^^^^^ unknown-field: Write predictor
    minReplicas: "1"
#                ^^^ schema-type
`);
  check(`apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
selector: {matchLabels: {app: a}}
#<^^^^^^^^ unknown-field: under spec
spec:
  template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a}]}}
`);
});

test('broken YAML is reported as such, and nothing more', () => {
  check('apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: a\n mtls:\n  mode: [\n');
});
