import { readAuthorizationPolicy } from '../model/authorization-policy';
import { markValue, readPodMarks } from '../model/injection';
import { readPeerAuthentication } from '../model/peer-authentication';
import { readPodGroups, selectsPods } from '../model/pods';
import { isDryRun } from '../model/policy-scope';
import type { Resource } from '../model/resource';
import { INJECT_KEY, isBroken, isPlacedUnknown, WORKLOAD_KINDS } from '../model/workload';
import { entryOf, isScalar } from '../yaml/node';
import { defineRule, type RuleContext } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'inject-off-but-locked',
  severity: 'warning',
  summary: 'pods that a policy selects are kept out of the mesh, so nothing enforces the policy at them',
  sources: [
    'istio pkg/kube/inject/inject.go: "false" keeps the sidecar away',
    'istio-api security/v1: policies are enforced by the proxy beside the workload',
  ],
  peers: [],
  on: WORKLOAD_KINDS,
  reads: ['AuthorizationPolicy', 'PeerAuthentication'],
  check(resource, context) {
    if (isBroken(resource) || isPlacedUnknown(resource)) return;
    for (const { label, annotation, holder } of resource.read(readPodMarks)) {
      const mark = label ?? annotation;
      if (!mark || !isScalar(mark.value) || markValue(mark) !== 'false') continue;
      const policy = policyFor(resource, context);
      if (!policy) continue;
      const parent = entryOf(holder, mark === label ? 'labels' : 'annotations')?.value;
      const strict = policy.kind === 'PeerAuthentication';
      context.report({
        at: mark.value,
        message: {
          what: `These pods get no sidecar, but ${policy.kind} ${policy.name ?? ''} is meant for them`,
          why: strict
            ? 'without a proxy nobody demands mTLS, so anyone may call them in plaintext, and their own calls to STRICT workloads fail'
            : 'without a proxy nobody checks the policy, so every caller gets through',
          todo: 'Remove the mark, or leave these pods out of the policy',
        },
        fixes: removeKeyFix(resource, parent, INJECT_KEY, `Remove ${INJECT_KEY}`),
        related: [
          { document: policy.document, span: policy.headNode.span, message: 'The policy that has no effect here' },
        ],
      });
    }
  },
});

function policyFor(resource: Resource, context: RuleContext): Resource | undefined {
  const namespace = context.namespaceOf(resource);
  const groups = resource.read(readPodGroups);
  const authorization = context.inNamespace('AuthorizationPolicy', namespace).find((each) => {
    if (isPlacedUnknown(each) || isDryRun(each)) return false;
    const { selector, targetRefs } = each.read(readAuthorizationPolicy);
    return targetRefs.length === 0 && groups.some((pods) => selectsPods(selector, pods) === true);
  });
  if (authorization) return authorization;
  return context.inNamespace('PeerAuthentication', namespace).find((each) => {
    const { selector, mode } = each.read(readPeerAuthentication);
    return !isPlacedUnknown(each) && mode === 'STRICT' && groups.some((pods) => selectsPods(selector, pods) === true);
  });
}
