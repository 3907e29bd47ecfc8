import { type AuthorizationPolicy, type PolicyRule, readAuthorizationPolicy } from '../model/authorization-policy';
import { coversRule } from '../model/policy-cover';
import { isDryRun, policiesFor, takesAll } from '../model/policy-scope';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'policy-shadowed',
  severity: 'information',
  summary: 'another policy for the same pods matches every request that a policy matches, so it changes nothing',
  sources: [
    'istio pilot/pkg/security/authz/builder/builder.go: the rules of all ALLOW policies of a workload are alternatives, and so are those of its DENY policies; seen with a real Envoy',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    const { action, rules } = policy;
    if ((action !== 'ALLOW' && action !== 'DENY') || !isCertain(policy)) return;
    // Without rules an ALLOW policy denies all: that others say so too is no news.
    if (rules.length === 0 || rules.length > 100) return;
    const namespace = context.namespaceOf(resource);
    const all = policiesFor(context, namespace);
    const own = all.findIndex((each) => each.resource === resource);
    const wide = all.find((other, i) => {
      if (i === own || other.action !== action || !isCertain(other) || other.rules.length > 100) return false;
      const elsewhere = context.namespaceOf(other.resource) !== namespace;
      // The same object again: one of them replaces the other.
      if (!elsewhere && other.resource.name === resource.name) return false;
      if (elsewhere && [other, policy].some(hasShortAccount)) return false;
      // Of two that match the same, the later one is told; what the root namespace says counts for more pods.
      return covers(other, policy) && (elsewhere || i < own || !covers(policy, other));
    });
    if (!wide) return;
    const name = `${context.namespaceOf(wide.resource)}/${wide.resource.name ?? ''}`;
    const verb = action === 'ALLOW' ? 'allows' : 'denies';
    context.report({
      at: resource.headNode,
      message: {
        what: `AuthorizationPolicy ${name} ${verb} all that this policy ${verb}`,
        why: `it is for the same pods, so without this policy nobody would gain or lose access`,
        todo: `Remove it, or narrow ${name}, which may be wider than meant`,
      },
      related: [{ document: wide.resource.document, span: wide.resource.headNode.span, message: 'The wider policy' }],
    });
  },
});

const isCertain = (policy: AuthorizationPolicy): boolean =>
  !policy.unknown &&
  !policy.selector.unknown &&
  policy.targetRefs.length === 0 &&
  !isPlacedUnknown(policy.resource) &&
  !isDryRun(policy.resource);

const covers = (wide: AuthorizationPolicy, narrow: AuthorizationPolicy): boolean =>
  takesAll(wide.selector, narrow.selector) &&
  narrow.rules.every((rule) => wide.rules.some((other) => coversRule(other, rule)));

/** An account without a namespace means another one in each namespace. */
const hasShortAccount = ({ rules }: AuthorizationPolicy): boolean => rules.some(namesShortAccount);

const namesShortAccount = ({ from, when }: PolicyRule): boolean =>
  !!from?.some(({ fields }) =>
    (['serviceAccounts', 'notServiceAccounts'] as const).some((field) =>
      fields.get(field)?.items.some(({ value }) => !value?.includes('/')),
    ),
  ) || !!when?.some(({ key }) => key?.value === 'source.serviceAccount');
