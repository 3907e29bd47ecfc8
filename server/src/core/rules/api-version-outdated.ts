import { type KindId, kindById, splitApiVersion } from '../model/kinds';
import { replaceScalar } from '../yaml/edit-yaml';
import { isScalar } from '../yaml/node';
import { defineRule } from './define';
import { fixIn } from './fix';

/** Kinds whose preferred version has been served long enough to move to, with the release that brought it. */
const SINCE: Readonly<Partial<Record<KindId, string>>> = {
  AuthorizationPolicy: 'Istio 1.22',
  PeerAuthentication: 'Istio 1.22',
  RequestAuthentication: 'Istio 1.22',
  Gateway: 'Istio 1.22',
  DestinationRule: 'Istio 1.22',
  VirtualService: 'Istio 1.22',
  Sidecar: 'Istio 1.22',
  ServiceEntry: 'Istio 1.22',
  WorkloadEntry: 'Istio 1.22',
  WorkloadGroup: 'Istio 1.22',
  Telemetry: 'Istio 1.22',
  GatewayApiGateway: 'Gateway API 1.0',
  GatewayClass: 'Gateway API 1.0',
  HTTPRoute: 'Gateway API 1.0',
  BackendTLSPolicy: 'Gateway API 1.4',
  LLMInferenceService: 'recent KServe releases',
  LLMInferenceServiceConfig: 'recent KServe releases',
};

export default defineRule({
  id: 'api-version-outdated',
  severity: 'information',
  summary: 'an older apiVersion although the kind has a newer one',
  sources: [
    'CRDs of Istio, KServe and the Gateway API: served and stored versions (schemas/SOURCE.md)',
    'InferenceService stays at v1beta1: it has no newer version',
  ],
  peers: [],
  on: Object.keys(SINCE) as KindId[],
  check(resource, context) {
    const { versions, kind, group } = kindById(resource.kind);
    const node = resource.at('apiVersion');
    const at = versions.indexOf(splitApiVersion(resource.apiVersion).version);
    if (at < 1 || !isScalar(node)) return;
    const newer = `${group}/${versions[0]}`;
    context.report({
      at: node,
      message: {
        what: `${resource.apiVersion} is an older version of ${kind}`,
        why: `${versions[0]} is the one to write, as of ${SINCE[resource.kind]}`,
        todo: `Write ${newer}, unless an older release must read this file`,
      },
      fixes: [fixIn(resource, `Use ${newer}`, () => replaceScalar(node, newer))],
    });
  },
});
