import { readAuthorizationPolicy } from '../model/authorization-policy';
import { effectiveMtls } from '../model/effective-mtls';
import { isForGateway } from '../model/policy-scope';
import { conditionLists, identityLists } from '../model/policy-values';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

export default defineRule({
  id: 'identity-needs-mtls',
  severity: 'error',
  summary: 'a rule tests who the caller is, but mutual TLS is off for these pods',
  sources: [
    'istio-api security/v1 Source: principals, namespaces and serviceAccounts need mutual TLS',
    'seen with a real Envoy: on a DISABLE port every peer comes in plaintext and has no identity',
  ],
  peers: ['KIA0105 in part'],
  on: ['AuthorizationPolicy'],
  reads: ['PeerAuthentication'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (isForGateway(policy) || isPlacedUnknown(resource) || policy.action === 'CUSTOM') return;
    const lists = [...identityLists(policy), ...conditionLists(policy, (key) => key === 'connection.sni')];
    if (lists.length === 0) return;
    const { mode, by } = effectiveMtls(context, context.namespaceOf(resource), policy.selector);
    if (mode !== 'DISABLE' || !by) return;
    for (const { list, field } of lists) {
      const negative = field.startsWith('not') || list.key.text === 'notValues';
      context.report({
        at: list.key,
        message: {
          what: `${field} needs mutual TLS, which is disabled here`,
          why: negative
            ? 'every caller comes without an identity and so always matches'
            : 'every caller comes without an identity, so this never matches',
          todo: 'Set the PeerAuthentication to STRICT, or to PERMISSIVE while callers move into the mesh',
        },
        related: [
          {
            document: by.resource.document,
            span: (by.modeNode ?? by.resource.headNode).span,
            message: 'Mutual TLS is disabled here',
          },
        ],
      });
    }
  },
});
