import { readAuthorizationPolicy } from '../model/authorization-policy';
import { effectiveMtls } from '../model/effective-mtls';
import { isForGateway } from '../model/policy-scope';
import { admitsAnonymous, identityLists } from '../model/policy-values';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'identity-under-permissive',
  severity: 'warning',
  summary: 'a rule tests who the caller is while plaintext callers are taken too',
  sources: [
    'istio-api security/v1 Source: principals and namespaces need mutual TLS',
    'seen with a real Envoy: a plaintext peer has no identity, so DENY namespaces does not stop it and ALLOW namespaces does not let it in',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['PeerAuthentication'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    const { action } = policy;
    if (isForGateway(policy) || isPlacedUnknown(resource) || (action !== 'ALLOW' && action !== 'DENY')) return;
    // Under ALLOW a list that anyone without identity meets is worse, and another rule's; under DENY it is what makes DENY safe.
    const [first] = identityLists(policy).filter((list) => !admitsAnonymous(list));
    if (!first) return;
    const { mode, by } = effectiveMtls(context, context.namespaceOf(resource), policy.selector);
    if (mode !== 'PERMISSIVE' || !by) return;
    context.report({
      at: first.list.key,
      severity: action === 'DENY' ? 'warning' : 'information',
      message: {
        what: `${first.field} tests an identity, but the pods take plaintext too (PERMISSIVE)`,
        why:
          action === 'DENY'
            ? 'a caller that uses plaintext has no identity, and this DENY does not stop it'
            : 'a caller that uses plaintext has no identity and is refused, even from an allowed namespace',
        todo: 'Set the PeerAuthentication to STRICT once all callers are in the mesh',
      },
      related: [
        {
          document: by.resource.document,
          span: (by.modeNode ?? by.resource.headNode).span,
          message: 'Plaintext is taken here',
        },
      ],
    });
  },
});
