import { describe, expect, test } from 'vitest';
import { check } from './check';

describe('type', () => {
  test('numbers and booleans where text is needed', () => {
    const { fix } = check(`apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  labels:
    version: 1.10
#            ^^^^ schema-type: takes text, not the number 1.10
data:
  enabled: on
#          ^^ schema-type: which YAML reads as true
  count: "3"
`);
    expect(fix('Quote it: "1.10"')).toContain('version: "1.10"');
    expect(fix('Quote it: "on"')).toContain('enabled: "on"');
  });

  test('text where a number or boolean is needed', () => {
    const { fix } = check(`apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: "2"
#           ^^^ schema-type: Write it without quotes
  paused: "yes"
#         ^^^^^ schema-type: Write true without quotes
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          ports:
            - containerPort: 8080/TCP
#                            ^^^^^^^^ schema-type: a whole number
            - containerPort: 80.5
#                            ^^^^ schema-type: without a fraction
          livenessProbe: {httpGet: {port: true}}
#                                         ^^^^ schema-type: a number or text
`);
    expect(fix('Write 2 without quotes')).toContain('replicas: 2\n');
    expect(fix('Write true')).toContain('paused: true\n');
  });

  test('several values in one text become a list', () => {
    const { fix } = check(`apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: a, namespace: b}
spec:
  rules:
    - to:
        - operation:
            methods: GET, POST
#                    ^^^^^^^^^ schema-type: takes a list of text values
`);
    expect(fix('Make it a list')).toContain('methods: ["GET", "POST"]');
  });

  test('a list where one value or a map is needed', () => {
    const { fix } = check(`apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: a}
spec:
  host: [a.example.com]
#       ^^^^^^^^^^^^^^^ schema-type: takes text, not a list
  trafficPolicy: STRICT
#                ^^^^^^ schema-type: Write its fields below it
  subsets:
    name: v1
#   ^^^^^^^^ schema-type: Put a dash
    labels:
      version: v1

      # a comment
      stage: test
`);
    expect(fix('Take it out')).toContain('host: a.example.com\n');
    expect(fix('Make it a list')).toContain(`  subsets:
    - name: v1
      labels:
        version: v1

        # a comment
        stage: test
`);
  });

  test('quantities', () => {
    const container = (memory: string) => `apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: a
      resources: {limits: {memory: ${memory}}}
`;
    for (const good of ['1', '0.5', '500m', '1Gi', '1e9', '"128Mi"', '1.5Gi', '128974848']) check(container(good));
    for (const bad of ['2GB', '1gi', '500 m', 'lots', '[1]']) {
      check(`${container(bad)}#                                  ${'^'.repeat(bad.length)} schema-type\n`);
    }
  });

  test('null, templates and the whole set of aliases are passed over', () => {
    check(`apiVersion: v1
kind: Service
metadata:
  name: \${NAME}
  labels:
spec:
  ports:
    - port: $(PORT)
      nodePort: null
  clusterIP: ~
`);
  });

  test('a range', () => {
    check(`apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a}
spec:
  rules:
    - backendRefs:
        - name: a
          port: 0
#               ^ schema-type: from 1 to 65535
          weight: -1
#                 ^^ schema-type: at least 0
`);
  });
});

describe('accepted values', () => {
  const peer = (mode: string, mark: string) => `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default}
spec:
  mtls:
    mode: ${mode}
${mark}`;

  test('a slip is corrected, anything else gets the list', () => {
    const slip = check(peer('PERMISIVE', '#         ^^^^^^^^^ schema-enum: Write PERMISSIVE\n'));
    expect(slip.fix('Use PERMISSIVE')).toContain('mode: PERMISSIVE\n');
    check(peer('MUTUAL', '#         ^^^^^^ schema-enum: Use one of UNSET, DISABLE, PERMISSIVE and STRICT\n'));
  });

  test('what YAML reads as a boolean is reported once, with the accepted values', () => {
    check(peer('off', '#         ^^^ schema-enum: UNSET, DISABLE, PERMISSIVE and STRICT\n'));
  });

  test('quotes are kept', () => {
    expect(check(peer("'strict'", '#         ^^^^^^^^ schema-enum\n')).fix('Use STRICT')).toContain("mode: 'STRICT'\n");
  });
});

describe('required fields', () => {
  test('in a list item, the first key is marked', () => {
    check(`apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a}
spec:
  hosts: [a]
  http:
    - route:
        - weight: 1
#         ^^^^^^ schema-required: lacks destination
        - destination: {port: {number: 80}}
#         ^^^^^^^^^^^ schema-required: lacks host
`);
  });

  test('a default, an open map and a patch need nothing', () => {
    check(`apiVersion: v1
kind: Service
metadata: {name: a}
spec:
  ports:
    - port: 80
`);
    check(`apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: a}
spec:
  servers:
    - hosts: ["*"]
      port:
        {{- toYaml .Values.port | nindent 8 }}
`);
    check('apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  replicas: 1\n', 'web-patch.yaml');
    check(`apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: a}
spec:
  predictor:
    containers:
      - image: a
`);
  });
});

test('one value where a field was meant', () => {
  const { fix } = check(`apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a}
spec:
  hosts: [a]
  http:
    - route:
        - destination: a.example.com
#                      ^^^^^^^^^^^^^ schema-type: Write host: a.example.com below it
`);
  expect(fix('Write it as host')).toContain('destination: {host: a.example.com}');
});

test('a map where a ConfigMap needs text', () => {
  check(`apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data:
  deploy: {"mode": "Knative"}
#         ^^^^^^^^^^^^^^^^^^^ schema-type: a block behind |-
`);
});
