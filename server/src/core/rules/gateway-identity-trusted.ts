import { readAuthorizationPolicy } from '../model/authorization-policy';
import { knownMode } from '../model/deployment-mode';
import { hasNoProxy } from '../model/injection';
import { kserveConfigMaps } from '../model/kserve-config';
import { kserveIngress } from '../model/kserve-ingress';
import { gatewayValues, reaches, tellsCallersApart } from '../model/policy-reach';
import { isDryRun, isForGateway, policiesFor } from '../model/policy-scope';
import type { Resource } from '../model/resource';
import { isPlacedUnknown } from '../model/workload';
import { entryOf, isUnknown, stringOf } from '../yaml/node';
import { defineRule, type RuleContext } from './define';

export default defineRule({
  id: 'gateway-identity-trusted',
  severity: 'information',
  summary:
    'a policy that tells callers apart also admits the ingress gateway to every path of a model, and with it everyone behind the gateway',
  sources: [
    "seen in Istio's simulator with the VirtualServices of KServe and net-istio: behind the gateway a model sees the gateway's identity; pods without a sidecar come by the local gateway, which is the same pods",
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['AuthorizationPolicy', 'ConfigMap', 'InferenceService', 'Namespace', 'RequestAuthentication'],
  check(resource, context) {
    const { platform } = context;
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'ALLOW' || policy.unknown || isForGateway(policy)) return;
    if (isPlacedUnknown(resource) || isDryRun(resource)) return;
    const namespace = context.namespaceOf(resource);
    if (namespace === platform.rootNamespace || namespace === platform.gatewayNamespace) return;
    if (!tellsCallersApart(policy, platform, [platform.gatewayNamespace])) return;
    // Limits by method, host or path, conditions and tokens are somebody's decision.
    const hits = policy.rules.flatMap((rule) =>
      rule.to || rule.when || rule.unknown
        ? []
        : (rule.from ?? []).flatMap((source) => gatewayValues(source, platform)),
    );
    const [hit] = hits;
    if (!hit) return;
    const found = context
      .inNamespace('InferenceService', namespace)
      .filter(
        (each) => !isPlacedUnknown(each) && reaches(policy.selector, each) && !hasNoProxy(each, namespace, context),
      )
      .map((model) => ({ model, callers: behindGateway(model, context) }));
    const open = found.find(({ callers }) => callers.length > 0);
    if (!open || isGuarded(open.model, namespace, context)) return;
    const { model, callers } = open;
    context.report({
      at: hit.node,
      message: {
        what: `This lets everyone behind the ingress gateway call InferenceService ${model.name ?? ''}: ${callers.join(', ')}`,
        why: "the model sees the gateway's identity and not theirs, so the other rules keep none of them out",
        todo: 'Leave it if they may call; else remove it, or check who calls at the gateway',
      },
      related: [{ document: model.document, span: model.headNode.span, message: 'This model is behind the gateway' }],
    });
  },
});

/** Who reaches the model through the gateway, in words; nobody where that cannot be known. */
function behindGateway(model: Resource, context: RuleContext): string[] {
  const labels = model.at('metadata', 'labels');
  if (isUnknown(model.at('metadata')) || isUnknown(labels)) return [];
  const mode = knownMode(model, context.platform, () => context.derive(kserveConfigMaps))?.mode;
  const ingress = kserveIngress(context);
  const isLocal = (key: string) => {
    const value = entryOf(labels, key)?.value;
    return isUnknown(value) || stringOf(value) === 'cluster-local';
  };
  if (mode === 'Knative') {
    const outside = isLocal('networking.knative.dev/visibility') ? [] : ['callers from outside'];
    const top = ingress.virtualHost ? ['pods of any namespace by the top-level host'] : [];
    return [...outside, 'pods without a sidecar', ...top];
  }
  const served = !ingress.gatewayApi && !ingress.leavesIngress && ingress.ingressClass === 'istio';
  return mode === 'Standard' && served && !isLocal('networking.kserve.io/visibility') ? ['callers from outside'] : [];
}

/** Something else may keep callers out: a DENY or CUSTOM policy for the model, or any policy before the gateway. */
const isGuarded = (model: Resource, namespace: string, context: RuleContext): boolean =>
  policiesFor(context, namespace).some(
    ({ action, selector }) =>
      (action === 'DENY' || action === 'CUSTOM' || action === undefined) &&
      (selector.unknown || reaches(selector, model)),
  ) ||
  (['AuthorizationPolicy', 'RequestAuthentication'] as const).some(
    (kind) => context.inNamespace(kind, context.platform.gatewayNamespace).length > 0,
  );
