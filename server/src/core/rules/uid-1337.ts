import { isOutsideInjection, namespaceMeshes } from '../model/injection';
import { containersOf, podSpecsOf } from '../model/pod-spec';
import type { Resource } from '../model/resource';
import { isBroken, readPodMetadata, WORKLOAD_KINDS } from '../model/workload';
import { at, entryOf, isScalar, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

/** User of Istio's proxy: what it sends is not redirected (istio tools/istio-iptables). */
const PROXY_USER = 1337;
const GATEWAY_LABELS = ['gateway.istio.io/managed', 'gateway.networking.k8s.io/gateway-name'];
const PROXIES = new Set(['istio-proxy', 'istio-validation', 'istio-init']);

export default defineRule({
  id: 'uid-1337',
  severity: 'warning',
  summary: "an application runs as user 1337, the sidecar's own, so its traffic bypasses the sidecar",
  sources: [
    'istio tools/istio-iptables: traffic of user 1337 is left alone, it being the proxy',
    'kserve pkg/webhook/admission/pod/storage_initializer_injector.go: sets it on the storage initializer only',
  ],
  peers: ['IST0144'],
  on: [...WORKLOAD_KINDS, 'ServingRuntime', 'ClusterServingRuntime'],
  reads: ['ConfigMap', 'IstioOperator', 'Namespace'],
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const spec of podSpecsOf(resource)) {
      const all = containersOf(spec);
      const containers = all.filter((each) => !PROXIES.has(stringOf(at(each, 'name')) ?? ''));
      // A gateway is a proxy itself, whatever its container is called.
      if ((all.length > 0 && containers.length === 0) || isGateway(resource)) continue;
      for (const holder of [spec, ...containers]) {
        const security = entryOf(holder, 'securityContext')?.value;
        const user = entryOf(security, 'runAsUser')?.value;
        if (!isScalar(user) || user.value !== PROXY_USER) continue;
        const runtime = resource.kind === 'ClusterServingRuntime' || resource.kind === 'ServingRuntime';
        if (!runtime && isOutsideInjection(namespaceMeshes(context, context.namespaceOf(resource)))) continue;
        context.report({
          at: user,
          message: {
            what: `User ${PROXY_USER} is the sidecar's own`,
            why: 'what runs as it is taken for the proxy and not redirected, so calls leave in plaintext and without an identity',
            todo: 'Choose another user',
          },
          fixes: removeKeyFix(resource, security, 'runAsUser', 'Remove runAsUser'),
        });
      }
    }
  },
});

const isGateway = (resource: Resource): boolean =>
  GATEWAY_LABELS.some((key) => readPodMetadata(resource).labels.has(key));
