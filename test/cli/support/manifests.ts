/** Manifests with known findings. */

/** One error of root-selector-ignored at 7:3. */
export const WRONG = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: models
  namespace: istio-system
spec:
  selector:
    matchLabels:
      app: iris
  mtls:
    mode: STRICT
`;

/** One error of principal-with-spiffe with a safe fix, and more where `twice` is true. */
export const spiffe = (name: string, twice = false): string => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: ${name}
  namespace: models
spec:
  selector:
    matchLabels:
      app: ${name}
  rules:
    - from:
        - source:
            principals: ["spiffe://cluster.local/ns/models/sa/caller"]
      to:
        - operation:
            paths: ["/v1/models/*"]
${
  twice
    ? `    - from:
        - source:
            principals: ["spiffe://cluster.local/ns/models/sa/caller"]
      to:
        - operation:
            paths: ["/v2/models/*"]
`
    : ''
}`;

export const fixed = (text: string): string => text.replaceAll('spiffe://', '');
