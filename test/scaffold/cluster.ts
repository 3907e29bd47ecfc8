/** What stands beside a scaffold's files in the tests: namespaces of the mesh, callers, a model. */

export const namespace = (name: string) => `apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
  labels:
    istio-injection: enabled
`;

/** Pods of the caller: one that runs as an account of its own, one as the namespace's default. */
export const client = (place: string, account?: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: client-${account ?? 'default'}
  namespace: ${place}
spec:
  selector:
    matchLabels:
      app: client-${account ?? 'default'}
  template:
    metadata:
      labels:
        app: client-${account ?? 'default'}
    spec:
${account ? `      serviceAccountName: ${account}\n` : ''}      containers:
        - name: client
          image: curlimages/curl
`;

export const model = (mode: string, burst = '0') => `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: sklearn-iris
  namespace: user1
  annotations:
    serving.kserve.io/deploymentMode: ${mode}
    ${mode === 'Knative' ? `autoscaling.knative.dev/target-burst-capacity: "${burst}"` : 'note: plain'}
spec:
  predictor:
    minReplicas: 1
    model:
      modelFormat:
        name: sklearn
      storageUri: gs://bucket/model
`;
