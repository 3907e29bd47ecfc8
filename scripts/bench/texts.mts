/** Generated manifests: the same for every server that is measured. */

const policy = (i: number, namespaces = 200) => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: lock-${i}
  namespace: ns-${i % namespaces}
spec:
  selector:
    matchLabels:
      app: model-${i}
  action: ALLOW
  rules:
    - from:
        - source:
            namespaces: ["ns-${i % namespaces}"]
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

const model = (i: number, namespaces = 200) => `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: model-${i}
  namespace: ns-${i % namespaces}
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

/** `files` small files, ten to a namespace; with `foreign`, three of four hold kinds that Meshward does not read. */
export function filesOf(files: number, withForeign = false): Map<string, string> {
  const namespaces = Math.ceil(files / 10);
  return new Map(
    Array.from({ length: files }, (_, i) => [
      `team-${i % 50}/file-${i}.yaml`,
      withForeign && i % 4 !== 0 ? foreign(i) : `${policy(i, namespaces)}---\n${model(i, namespaces)}`,
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

/** A thousand models in 50 namespaces with 200 policies, a file each. */
export function clusterOf(models = 1_000, namespaces = 50, policies = 200): Map<string, string> {
  const files = new Map<string, string>();
  for (let n = 0; n < namespaces; n++) {
    files.set(
      `ns-${n}/namespace.yaml`,
      `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ns-${n}\n  labels:\n    istio-injection: enabled\n`,
    );
  }
  for (let i = 0; i < models; i++) files.set(`ns-${i % namespaces}/model-${i}.yaml`, model(i, namespaces));
  for (let i = 0; i < policies; i++) files.set(`ns-${i % namespaces}/lock-${i}.yaml`, policy(i, namespaces));
  return files;
}
