/** Words that stand in nearly every manifest. Taking them from here, a workspace of thousands of files holds each of them once. */
const WORDS = `
apiVersion kind metadata name namespace labels annotations spec status data items app template selector matchLabels matchExpressions
action rules from to when key values notValues source sources operation operations provider targetRef targetRefs group
principals notPrincipals requestPrincipals notRequestPrincipals namespaces notNamespaces serviceAccounts ipBlocks notIpBlocks remoteIpBlocks
hosts notHosts ports notPorts methods notMethods paths notPaths mtls mode portLevelMtls jwtRules issuer jwks jwksUri audiences
host subsets trafficPolicy tls servers port number protocol credentialName gateways http match uri prefix exact route destination
predictor transformer explainer model modelFormat storageUri minReplicas maxReplicas runtime version resources requests limits cpu memory
serviceAccountName containers image args command env value replicas type clusterIP targetPort containerPort volumes volumeMounts mountPath
AuthorizationPolicy PeerAuthentication RequestAuthentication InferenceService DestinationRule VirtualService Gateway ServiceEntry Namespace
Service Deployment ConfigMap Secret ServiceAccount security.istio.io/v1 networking.istio.io/v1 serving.kserve.io/v1beta1 v1 apps/v1
ALLOW DENY STRICT PERMISSIVE GET POST default istio-system knative-serving kserve sklearn istio-injection sidecar.istio.io/inject enabled
`;

const COMMON: ReadonlyMap<string, string> = new Map(
  WORDS.trim()
    .split(/\s+/)
    .map((word) => [word, word]),
);

export const shared = (word: string): string => COMMON.get(word) ?? word;
