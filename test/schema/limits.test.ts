/** Limits of the API beyond types: what the API server refuses and says only when it is too late. */
import { describe, expect, test } from 'vitest';
import { check } from './check';

describe('text', () => {
  test('length and form, in words', () => {
    check(`apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a}
spec:
  hostnames:
    - Models.example.com
#     ^^^^^^^^^^^^^^^^^^ schema-limit: host name in lower case
    - "https://a.example.com"
#     ^^^^^^^^^^^^^^^^^^^^^^^ schema-limit: no scheme
    - ""
#     ^^ schema-limit: is empty
    - ${'a'.repeat(254)}
#     ${'^'.repeat(254)} schema-limit: has 254 characters
    - "*.example.com"
    - \${HOST}
`);
  });

  test('a duration as Istio takes it', () => {
    const destination = (time: string, mark = '') => `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: a}
spec:
  host: a
  trafficPolicy:
    outlierDetection:
      interval: ${time}
${mark}`;
    for (const good of ['10s', '1m30s', '1.5h', '500ms', '1ms', '"1h"', '.5s', '{{ .Values.interval }}'])
      check(destination(good));
    for (const bad of ['10 s', 'ten', '1d', '0s', '"10"', '1us', '-1s'])
      check(destination(bad, `#               ${'^'.repeat(bad.length)} schema-limit\n`));
    check(destination('10', '#               ^^ schema-type: Quote it\n'));
  });

  test('ports and words of Istio', () => {
    check(`apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: a}
spec:
  hosts: ["*"]
#         ^^^ schema-limit: cannot be *
  ports:
    - {number: 443, name: tls}
    - {number: 443, name: again}
#              ^^^ schema-limit: the same number: 443
    - {number: 444, name: tls}
#                         ^^^ schema-limit: the same name: tls
  endpoints:
    - address: 10.0.0.1
      ports: {http: 70000}
#                   ^^^^^ schema-type: from 1 to 65535
`);
  });
});

describe('lists and maps', () => {
  test('too many, too few, one twice', () => {
    const references = Array.from({ length: 33 }, (_, i) => `    - {name: gateway-${i}}\n`).join('');
    check(`apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a}
spec:
  parentRefs:
${references}#     ^^^^^^^^^^^^^^^^^^ schema-limit: has 33 items
  rules: []
#        ^^ schema-limit: is empty
`);
    check(`apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a}
spec:
  rules:
    {{- range .Values.rules }}
    - name: {{ .name }}
    {{- end }}
`);
  });

  test('listeners that would get each other’s calls', () => {
    check(`apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: a}
spec:
  gatewayClassName: istio
  listeners:
    - {name: a, port: 80, protocol: HTTP}
    - {name: b, port: 80, protocol: HTTP}
#                     ^^ schema-limit: the same port, protocol, hostname: 80, HTTP
    - {name: c, port: 80, protocol: HTTP, hostname: a.example.com}
    - {name: d, port: 80, protocol: HTTPS, tls: {certificateRefs: [{name: a}]}}
`);
  });

  test('a filter twice, and two that exclude each other', () => {
    check(
      `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a}
spec:
  rules:
    - filters:
        - type: RequestRedirect
          requestRedirect: {statusCode: 301}
        - type: URLRewrite
#               ^^^^^^^^^^ schema-limit: both RequestRedirect and URLRewrite
          urlRewrite: {hostname: a.example.com}
        - type: RequestRedirect
#               ^^^^^^^^^^^^^^^ schema-limit: more than one item with type RequestRedirect
          requestRedirect: {statusCode: 302}
        - type: RequestHeaderModifier
          responseHeaderModifier: {remove: [a, a]}
#         ^^^^^^^^^^^^^^^^^^^^^^ schema-limit: does not go with type RequestHeaderModifier
#                                              ^ schema-limit: already
`.replace(
        '- type: RequestHeaderModifier',
        '- type: RequestHeaderModifier\n          requestHeaderModifier: {remove: [b]}',
      ),
    );
  });

  test('what tells the ports and variables of a container apart', () => {
    check(`apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: a, namespace: b}
spec:
  predictor:
    containers:
      - image: a
        ports:
          - {containerPort: 8080}
          - {containerPort: 8080, protocol: UDP}
          - {containerPort: 8080, protocol: TCP}
#                           ^^^^ schema-limit: the same containerPort, protocol: 8080, TCP
        env:
          - {name: A, value: a}
          - {name: A, value: b}
#                  ^ schema-limit: the same name: A
`);
  });

  test('20,000 items cost one pass', () => {
    const hosts = Array.from({ length: 20_000 }, (_, i) => `    - {name: p${i}, number: ${i + 1}}`).join('\n');
    const { findings } = check(
      `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: a}
spec:
  hosts: [a.example.com]
  ports:
${hosts}
#<^^^^ schema-limit
`.replace('#<^^^^ schema-limit\n', ''),
      'large-patch.yaml',
    );
    expect(findings).toEqual([]);
  });
});

describe('fields together', () => {
  test('one that another needs, with the default of the other', () => {
    const route = (reference: string, mark = '') => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a}
spec:
  rules:
    - backendRefs:
        - ${reference}
${mark}`;
    const { fix } = check(
      route('name: a', '#         ^^^^ schema-limit: lacks port: the API server asks for it where kind is Service\n'),
    );
    expect(fix('Add port')).toContain('        - name: a\n          port: 80\n');
    check(route('{name: a, kind: Service}', '#                         ^^^^^^^ schema-limit: lacks port\n'));
    for (const good of [
      '{name: a, port: 80}',
      '{name: a, kind: Model, group: x.io}',
      'name: {{ .n }}\n          {{- with .port }}\n          port: {{ . }}\n          {{- end }}',
      '{name: a, kind: "{{ .kind }}"}',
    ])
      check(route(good));
  });

  test('at most one, and the others are not offered', () => {
    const { fix } = check(`apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: a}
spec:
  hosts: [a.example.com]
  ports: [{number: 80, name: http}]
  workloadSelector: {labels: {app: a}}
  endpoints: [{address: 10.0.0.1}]
# ^^^^^^^^^ schema-one-of: exclude each other
`);
    expect(fix('Remove endpoints')).not.toContain('endpoints');
  });

  test('one at least', () => {
    check(
      `apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: a}
spec:
# ^^^^ schema-one-of: has none of address and network
  labels: {app: a}
`.replace('# ^^^^', '#<^^^^'),
    );
  });

  test('numbers in their order', () => {
    check(`apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a}
spec:
  rules:
    - filters:
        - type: RequestMirror
          requestMirror:
            backendRef: {name: a, port: 80}
            fraction: {numerator: 101}
#                                 ^^^ schema-limit: numerator is larger than denominator: the API server takes at most 100
`);
  });

  test('a path of a route', () => {
    const { fix } = check(`apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a}
spec: {rules: [{matches: [{path: {value: "v1"}}]}]}
#                                        ^^^^ schema-limit
`);
    expect(fix('Use /v1')).toContain('value: "/v1"');
    for (const [path, message] of [
      ['v1', 'does not begin with /'],
      ['/a//b', 'holds //'],
      ['"/a#b"', 'holds #'],
      ['/a b', 'the characters of a path only'],
    ]) {
      check(`apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a}
spec:
  rules:
    - matches:
        - path:
            value: ${path}
#                  ${'^'.repeat(path!.length)} schema-limit: ${message}
`);
    }
  });
});

test('a patch holds only what it changes', () => {
  check(
    'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a}\nspec:\n  rules:\n    - backendRefs: [{name: a}]\n',
    'route-patch.yaml',
  );
});
