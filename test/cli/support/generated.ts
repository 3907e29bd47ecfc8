/** Many manifests, right and wrong, always the same ones for the same count. */

/** Small and even enough: which mistakes fall together changes from file to file. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state >>> 8;
  }
}

/** Texts by name; a tenth are namespaces with their policies, the rest models, services and gateways in them. */
export function generatedManifests(count: number): Record<string, string> {
  const random = numbers(7);
  const pick = <T>(choices: readonly T[]): T => choices[random.next().value! % choices.length]!;
  const spaces = Math.max(1, Math.floor(count / 10));
  const files: Record<string, string> = {};
  for (let i = 0; i < count; i++) {
    const space = `team-${i % spaces}`;
    const name = `object-${i}`;
    const folder = `${pick(['apps', 'infra', 'models with blanks'])}/${space}`;
    files[`${folder}/${name}.yaml`] = i < spaces ? namespace(space, pick) : pick(KINDS)(name, space, pick);
  }
  return files;
}

type Pick = <T>(choices: readonly T[]) => T;

const namespace = (name: string, pick: Pick): string => `apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
  labels:
    istio-injection: ${pick(['enabled', 'enabled', 'disabled'])}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
  namespace: ${name}
spec:
  mtls:
    mode: ${pick(['STRICT', 'STRICT', 'PERMISSIVE', 'STRCT', 'DISABLE'])}
`;

const KINDS: readonly ((name: string, space: string, pick: Pick) => string)[] = [
  (name, space, pick) => `# Ümläute und 😀 vor dem Fehler
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ${name}, namespace: ${pick([space, space, 'istio-system'])}}
spec:
  action: ${pick(['ALLOW', 'ALLOW', 'DENY', 'ALOW'])}
  rules:
    - from:
        - source:
            principals: ["${pick(['', 'spiffe://'])}cluster.local/ns/${space}/sa/${pick(['default', name])}"]
            namespaces: [${pick(['knative-serving', space, '"*"'])}]
      to:
        - operation:
            paths: ["${pick(['/v1/models/*', 'v1/models', '/v1/*/x', '/healthz'])}"]
            methods: [${pick(['GET', 'get', 'POST'])}]
`,
  (name, space, pick) => `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: ${pick([name, name, `Model_${name}`])}
  namespace: ${space}
  annotations:
    serving.knative.dev/target-burst-capacity: ${pick(['"0"', '0', '"off"', '"200"'])}
spec:
  predictor:
    minReplicas: ${pick([0, 1, 3])}
    maxReplicas: ${pick([1, 2])}
    model:
      modelFormat:
        name: ${pick(['sklearn', 'xgboost'])}
      storageUri: gs://models/${name}
`,
  (name, space, pick) => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: ${name}
  namespace: ${pick(['istio-system', space])}
spec:
  selector:
    istio: ${pick(['ingressgateway', 'nobody'])}
  servers:
    - port: {name: https, number: ${pick([443, 8443])}, protocol: ${pick(['HTTPS', 'HTTP', 'HTP'])}}
      hosts: ["${pick(['*', 'a.example.com', '*.*.example'])}"]
      tls:
        mode: ${pick(['SIMPLE', 'ISTIO_MUTUAL', 'PASSTHROUGH'])}
`,
  (name, space, pick) => `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: ${name}
  namespace: ${space}
spec:
  host: ${pick([`${name}.${space}.svc.cluster.local`, '*.local', name])}
  trafficPolicy:
    tls:
      mode: ${pick(['ISTIO_MUTUAL', 'DISABLE', 'MUTUAL', 'SIMPLE'])}
`,
  (name, space, pick) => `apiVersion: apps/v1\r
kind: Deployment\r
metadata:\r
  name: ${name}\r
  namespace: ${space}\r
spec:\r
  selector: {matchLabels: {app: ${name}}}\r
  template:\r
    metadata:\r
      labels: {app: ${name}}\r
      annotations:\r
        sidecar.istio.io/inject: ${pick(['"true"', '"false"', 'yes'])}\r
    spec:\r
      containers: [{name: main, image: example}]\r
`,
  (name, space, pick) =>
    pick([
      `kind: [unclosed\napiVersion: security.istio.io/v1\n`,
      `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: security.istio.io/v1\n    kind: PeerAuthentication\n    metadata: {name: ${name}, namespace: ${space}}\n    spec: {portLevelMtls: {80: {mode: STRICT}}}\n`,
      `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: {{ .Values.name }}\nspec:\n  mtls: {mode: STRCT}\n`,
      `# meshward-disable-file mtls-disabled, no-such-rule\nkind: Nothing of ours\n`,
      '',
    ]),
];
