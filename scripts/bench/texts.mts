/** Generated manifests: the same for every server that is measured. */

const policy = (i: number) => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: lock-${i}
  namespace: ns-${i % 200}
spec:
  selector:
    matchLabels:
      app: model-${i}
  action: ALLOW
  rules:
    - from:
        - source:
            namespaces: ["ns-${i % 200}"]
      to:
        - operation:
            methods: ["POST"]
            paths: ["/v1/models/*", "/v2/models/*"]
    - from:
        - source:
            principals: ["cluster.local/ns/knative-serving/sa/activator"]
      to:
        - operation:
            paths: ["/healthz", "/metrics"]
`;

const model = (i: number) => `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: model-${i}
  namespace: ns-${i % 200}
  labels:
    sidecar.istio.io/inject: "true"
  annotations:
    autoscaling.knative.dev/target-burst-capacity: "0"
spec:
  predictor:
    minReplicas: 1
    model:
      modelFormat:
        name: sklearn
      storageUri: gs://models/model-${i}
`;

const foreign = (i: number) => `apiVersion: monitoring.example.com/v1
kind: Dashboard
metadata:
  name: board-${i}
spec:
  panels:
${Array.from({ length: 20 }, (_, n) => `    - title: panel ${n}\n      query: sum(rate(requests_total{n="${n}"}[5m]))`).join('\n')}
`;

/** A file of about `lines` lines, of policies and models. */
export function textOf(lines: number): string {
  const documents: string[] = [];
  let count = 0;
  for (let i = 0; count < lines; i++) {
    const text = i % 2 === 0 ? policy(i) : model(i);
    documents.push(text);
    count += text.split('\n').length;
  }
  return documents.join('---\n');
}

/** `files` small files; with `foreign`, three of four hold kinds that Meshward does not read. */
export function filesOf(files: number, withForeign = false): Map<string, string> {
  return new Map(
    Array.from({ length: files }, (_, i) => [
      `team-${i % 50}/file-${i}.yaml`,
      withForeign && i % 4 !== 0 ? foreign(i) : `${policy(i)}---\n${model(i)}`,
    ]),
  );
}

/** Offset and texts of an edit that breaks an enum, and of the one that mends it. */
export function toggles(text: string, count: number, seed = 7): { readonly offset: number; readonly length: number }[] {
  const places = [...text.matchAll(/action: (ALLOW)\n/g)].map((match) => match.index + 'action: '.length);
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return { offset: places[state % places.length]!, length: 'ALLOW'.length };
  });
}
