import { mayAdmit } from '../model/admits';
import { readAuthorizationPolicy } from '../model/authorization-policy';
import { runsOnKnative } from '../model/burst-capacity';
import { hasNoProxy } from '../model/injection';
import { kserveConfigMaps } from '../model/kserve-config';
import { reaches } from '../model/policy-reach';
import { isDryRun, policiesFor } from '../model/policy-scope';
import type { Resource } from '../model/resource';
import { isPlacedUnknown } from '../model/workload';
import { entryOf } from '../yaml/node';
import { defineRule, type RuleContext } from './define';

export default defineRule({
  id: 'platform-probes-denied',
  severity: 'error',
  summary:
    "the ALLOW policies of a Knative model let in neither the activator's probe nor the autoscaler, so it never becomes ready (warning where more policies may exist)",
  sources: [
    'knative serving pkg/activator/net/revision_backends.go: the activator asks the pods for /healthz before it sends requests',
    'knative docs, serving/istio-authorization: requests of activator and autoscaler need to be allowed',
    'kserve issue 1558: a revision behind such a policy never becomes ready',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['IstioOperator', 'AuthorizationPolicy', 'ConfigMap', 'InferenceService', 'Namespace'],
  fromAbsence: true,
  check(resource, context) {
    const { platform } = context;
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'ALLOW' || policy.targetRefs.length > 0 || policy.unknown) return;
    if (isPlacedUnknown(resource) || isDryRun(resource)) return;
    const namespace = context.namespaceOf(resource);
    if (namespace === platform.rootNamespace) return;
    const model = context
      .inNamespace('InferenceService', namespace)
      .find(
        (each) =>
          !isPlacedUnknown(each) &&
          reaches(policy.selector, each) &&
          !hasNoProxy(each, namespace, context) &&
          runsOnKnative(each, platform, () => context.derive(kserveConfigMaps)),
      );
    if (!model || !saysItFor(resource, model, namespace, context)) return;
    const denied = deniedFor(model, namespace, context);
    if (denied.length === 0) return;
    const known = context.cluster('Namespace', namespace) !== undefined;
    const activator = denied.includes('/healthz');
    context.report({
      at: entryOf(resource.at('spec'), 'rules')?.key ?? policy.actionNode ?? resource.headNode,
      severity: activator && known ? 'error' : 'warning',
      message: {
        what: `No ALLOW rule for InferenceService ${model.name ?? ''} lets Knative ask for ${denied.join(' and ')}`,
        why: activator
          ? `the activator's probe gets 403, so the model never becomes ready`
          : 'the autoscaler gets 403 for its metrics, so the model does not scale',
        todo: `Add a rule for ${platform.knativeNamespace} with the paths /healthz and /metrics`,
      },
      related: [{ document: model.document, span: model.headNode.span, message: 'This model runs on Knative' }],
    });
  },
});

/** ALLOW policies that may count for the model. */
const allowing = (model: Resource, namespace: string, context: RuleContext) =>
  policiesFor(context, namespace).filter(
    (each) =>
      each.action !== 'DENY' &&
      each.action !== 'AUDIT' &&
      each.action !== 'CUSTOM' &&
      !isDryRun(each.resource) &&
      (each.selector.unknown || reaches(each.selector, model)),
  );

/** Several policies are at fault together; the first of the namespace says so. */
const saysItFor = (resource: Resource, model: Resource, namespace: string, context: RuleContext): boolean =>
  allowing(model, namespace, context)[0]?.resource === resource;

function deniedFor(model: Resource, namespace: string, context: RuleContext): string[] {
  const { knativeNamespace, trustDomain } = context.platform;
  const trustDomains = [trustDomain, 'cluster.local'];
  const policies = allowing(model, namespace, context);
  const ask = (account: string, path: string) =>
    policies.some((each) =>
      mayAdmit(each, { trustDomains, namespace: knativeNamespace, accounts: [account], paths: [path] }),
    );
  return [
    ...(ask('activator', '/healthz') ? [] : ['/healthz']),
    ...(ask('controller', '/metrics') ? [] : ['/metrics']),
  ];
}
