import { readAuthorizationPolicy } from '../model/authorization-policy';
import { isDryRun, policiesFor, takesAll } from '../model/policy-scope';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'custom-several-providers',
  severity: 'warning',
  summary: 'CUSTOM policies with different providers select the same pods',
  sources: [
    'istio pilot/pkg/security/authz/builder: several providers for one workload are refused, and all its traffic with them, unless istiod is told otherwise',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    const mine = policy.provider?.value;
    if (policy.action !== 'CUSTOM' || !mine || policy.targetRefs.length > 0 || isPlacedUnknown(resource)) return;
    const other = policiesFor(context, context.namespaceOf(resource)).find(
      (each) =>
        each.action === 'CUSTOM' &&
        each.resource !== resource &&
        each.provider?.value &&
        each.provider.value !== mine &&
        !isDryRun(each.resource) &&
        (takesAll(each.selector, policy.selector) || takesAll(policy.selector, each.selector)),
    );
    if (!other) return;
    context.report({
      at: policy.provider.node,
      message: {
        what: `Another CUSTOM policy for the same pods asks ${other.provider!.value} instead of ${mine}`,
        why: 'by default Istio takes one authorizer for a pod and refuses all its traffic when there are more',
        todo: 'Use one provider for these pods',
      },
      related: [{ document: other.resource.document, span: other.provider!.node.span, message: 'The other provider' }],
    });
  },
});
