import { mayAdmit } from '../model/admits';
import { readAuthorizationPolicy } from '../model/authorization-policy';
import { runsOnKnative } from '../model/burst-capacity';
import { hasNoProxy } from '../model/injection';
import { kserveConfigMaps, topLevelHosts } from '../model/kserve-config';
import { reaches, tellsCallersApart } from '../model/policy-reach';
import { isDryRun, policiesFor } from '../model/policy-scope';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'gateway-source-missing',
  severity: 'information',
  summary:
    "a policy lets in callers by identity but not the ingress gateway, through which a model's top-level host leads",
  sources: [
    'kserve pkg/controller/v1beta1/inferenceservice/reconcilers/ingress: the top-level VirtualService routes by the local gateway',
    "seen with istiod's generator: the pod then sees the gateway's identity, and answers 403 while the activator is off the path",
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['AuthorizationPolicy', 'ConfigMap', 'InferenceService', 'Namespace'],
  fromAbsence: true,
  check(resource, context) {
    const { platform } = context;
    const { gatewayNamespace: namespace, gatewayServiceAccounts: accounts, trustDomain } = platform;
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'ALLOW' || policy.unknown || isPlacedUnknown(resource) || isDryRun(resource)) return;
    if (!tellsCallersApart(policy, platform)) return;
    const own = context.namespaceOf(resource);
    const model = context
      .inNamespace('InferenceService', own)
      .find(
        (each) =>
          !isPlacedUnknown(each) &&
          reaches(policy.selector, each) &&
          !hasNoProxy(each, own, context) &&
          runsOnKnative(each, platform, () => context.derive(kserveConfigMaps)),
      );
    if (!model || topLevelHosts(context.derive(kserveConfigMaps), platform) !== true) return;
    const policies = policiesFor(context, own).filter(
      (each) => each.action === 'ALLOW' && (each.selector.unknown || reaches(each.selector, model)),
    );
    const first = policies.find((each) => tellsCallersApart(each, platform));
    if (first?.resource !== resource) return;
    const gateway = { trustDomains: [trustDomain, 'cluster.local'], namespace, accounts };
    if (policies.some((each) => mayAdmit(each, gateway))) return;
    const top = `${model.name}.${own}.svc.${platform.clusterDomain}`;
    context.report({
      at: resource.headNode,
      message: {
        what: `Calls of ${top} are refused, even from allowed namespaces`,
        why: `the top-level host leads through the ingress gateway, whose identity (namespace ${namespace}) no rule lets in; while the activator is on the path they pass as ${platform.knativeNamespace}`,
        todo: `Call ${model.name}-predictor.${own} instead and set disableIstioVirtualHost, or let the gateway in if everyone behind it may call`,
      },
      related: [{ document: model.document, span: model.headNode.span, message: 'The model' }],
    });
  },
});
