import { readAuthorizationPolicy } from '../model/authorization-policy';
import { isDryRun } from '../model/policy-scope';
import { ruleListMissing } from '../model/policy-shape';
import { matchesEverything } from '../model/policy-values';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'root-policy-reaches-platform',
  severity: 'error',
  summary: 'a policy of the root namespace closes gateways, activator and webhooks too',
  sources: [
    'istio-api security/v1 AuthorizationPolicy: a policy in the root namespace counts for every namespace',
    'seen with a real Envoy: a root DENY cannot be undone, a root policy that allows nothing is undone by any ALLOW rule that matches',
    'kubeflow/community-distribution issue 2201: a default deny closed the gateways and webhooks of the platform',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['AuthorizationPolicy', 'InferenceService', 'KnativeService', 'Namespace'],
  fromAbsence: true,
  check(resource, context) {
    const { rootNamespace, knativeNamespace } = context.platform;
    if (resource.namespace !== rootNamespace || isPlacedUnknown(resource) || isDryRun(resource)) return;
    const policy = resource.read(readAuthorizationPolicy);
    const { selector } = policy;
    if (selector.labels.size > 0 || selector.unknown || policy.targetRefs.length > 0) return;
    const everything = policy.action === 'DENY' ? policy.rules.find(matchesEverything) : undefined;
    if (everything) {
      context.report({
        at: everything.node,
        message: {
          what: 'This rule denies every request in the whole mesh',
          why: 'gateways, the activator, the autoscaler and webhooks are closed with it, and no ALLOW can undo a DENY',
          todo: 'Use an ALLOW policy without rules as the default, and open what is needed beside it',
        },
      });
      return;
    }
    if (policy.action !== 'ALLOW' || !ruleListMissing(policy)) return;
    const models = [...context.all('InferenceService'), ...context.all('KnativeService')];
    const opened = [rootNamespace, knativeNamespace].some((namespace) =>
      context
        .inNamespace('AuthorizationPolicy', namespace)
        .some(
          (each) =>
            each !== resource &&
            each.read(readAuthorizationPolicy).action === 'ALLOW' &&
            each.read(readAuthorizationPolicy).rulesNode,
        ),
    );
    if (models.length === 0 || opened) return;
    const complete = context.cluster('Namespace', knativeNamespace) !== undefined;
    context.report({
      at: policy.actionNode ?? resource.headNode,
      severity: complete ? 'error' : 'warning',
      message: {
        what: 'This policy closes the whole mesh, its platform included',
        why: `nothing in the files opens the gateways in ${rootNamespace} or the activator, the autoscaler and the webhooks in ${knativeNamespace}, so models get no traffic and do not scale`,
        todo: 'Add ALLOW policies for them, or put the default into the namespaces of your own workloads',
      },
    });
  },
});
