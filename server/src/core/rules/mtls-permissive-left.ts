import { readAuthorizationPolicy } from '../model/authorization-policy';
import { readPeerAuthentication } from '../model/peer-authentication';
import { isForGateway } from '../model/policy-scope';
import { identityLists } from '../model/policy-values';
import { isPlacedUnknown } from '../model/workload';
import { replaceScalar } from '../yaml/edit-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'mtls-permissive-left',
  severity: 'information',
  summary: 'a namespace is locked down by identity but still takes plaintext',
  sources: ['istio.io, mutual TLS migration: PERMISSIVE is for the time of the migration, STRICT ends it'],
  peers: [],
  on: ['PeerAuthentication'],
  reads: ['AuthorizationPolicy'],
  check(resource, context) {
    const { mode, modeNode, selector } = resource.read(readPeerAuthentication);
    if (mode !== 'PERMISSIVE' || !modeNode || selector.labels.size > 0 || selector.unknown || isPlacedUnknown(resource))
      return;
    const namespace = context.namespaceOf(resource);
    if (namespace === context.platform.rootNamespace) return;
    const lockdown = context
      .inNamespace('AuthorizationPolicy', namespace)
      .map((each) => each.read(readAuthorizationPolicy))
      .find((policy) => policy.action === 'ALLOW' && !isForGateway(policy) && identityLists(policy).length > 0);
    if (!lockdown) return;
    context.report({
      at: modeNode,
      message: {
        what: `Namespace ${namespace} still takes plaintext, though ${lockdown.resource.name ?? 'a policy'} tells callers apart by identity`,
        why: 'PERMISSIVE is meant for the time in which callers move into the mesh',
        todo: 'Set it to STRICT once they all have a proxy',
      },
      fixes: [fixIn(resource, 'Set to STRICT', () => replaceScalar(modeNode, 'STRICT'), false)],
      related: [
        {
          document: lockdown.resource.document,
          span: lockdown.resource.headNode.span,
          message: 'The policy that needs identities',
        },
      ],
    });
  },
});
