import { readAuthorizationPolicy } from '../model/authorization-policy';
import { coversRule } from '../model/policy-cover';
import { isDryRun, policiesFor, takesAll } from '../model/policy-scope';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'allow-dead-under-deny',
  severity: 'warning',
  summary: 'a DENY rule for the same pods refuses everything that an ALLOW rule lets in',
  sources: ['istio pilot/pkg/security/authz/builder/builder.go: DENY is checked before ALLOW; seen with a real Envoy'],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'ALLOW' || policy.targetRefs.length > 0 || isPlacedUnknown(resource)) return;
    const denies = policiesFor(context, context.namespaceOf(resource)).filter(
      (other) => other.action === 'DENY' && takesAll(other.selector, policy.selector) && !isDryRun(other.resource),
    );
    for (const rule of policy.rules) {
      for (const deny of denies) {
        const wide = deny.rules.find((each) => coversRule(each, rule));
        if (!wide) continue;
        const { name } = deny.resource;
        context.report({
          at: rule.node,
          message: {
            what: `The DENY policy ${name ?? ''} refuses all that this rule allows`.replace('  ', ' '),
            why: 'DENY is checked first, so this rule lets nobody in',
            todo: 'Narrow the DENY rule, or remove this one',
          },
          related: [{ document: deny.resource.document, span: wide.node.span, message: 'The DENY rule' }],
        });
        break;
      }
    }
  },
});
