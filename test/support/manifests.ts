/** Manifests with known findings. */

/** Has one finding, `root-selector-ignored`, on its selector: at 8:5. */
export const rootSelector = (name = 'default'): string => `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: ${name}
  namespace: istio-system
spec:
  selector:
    matchLabels:
      app: ${name}
  mtls:
    mode: STRICT
`;

export const namespace = (name: string): string => `apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
  labels:
    istio-injection: enabled
`;

/** Has one finding with a safe fix, `principal-with-spiffe`, or two of them where `twice` is true. */
export const spiffePolicy = (name: string, twice = false): string => `apiVersion: security.istio.io/v1
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

/** A {@link spiffePolicy} after its fixes. */
export const withoutSpiffe = (text: string): string => text.replaceAll('spiffe://', '');

export const ROOT_SELECTOR = 'root-selector-ignored';
