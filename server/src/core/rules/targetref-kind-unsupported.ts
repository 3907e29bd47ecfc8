import { isTargetKind, readTargetRefs, TARGET_KINDS, type TargetRef } from '../model/target-ref';
import { isBroken } from '../model/workload';
import { addEntry, replaceScalar } from '../yaml/edit-yaml';
import { entryOf, isMap, isScalar } from '../yaml/node';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'targetref-kind-unsupported',
  severity: 'error',
  summary: 'a targetRef names a kind that policies cannot attach to',
  sources: ['istio pkg/config/validation/validation.go allowedTargetRefs'],
  peers: ['IST0106'],
  on: ['AuthorizationPolicy', 'RequestAuthentication'],
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const ref of resource.read(readTargetRefs)) {
      const { group, kind, kindNode } = ref;
      if (group === undefined || !kind || !kindNode) continue;
      if (isTargetKind(group, kind)) continue;
      const meant = TARGET_KINDS.find((one) => one.kind === kind);
      context.report({
        // The kind exists in another group: the group is at fault, where one is written.
        at: (meant && (entryOf(ref.node, 'group')?.value ?? undefined)) || kindNode,
        message: {
          what: `A policy cannot attach to ${kind} of ${group === '' ? 'the core API group' : `the API group ${group}`}`,
          why: 'Istio refuses the policy',
          todo: meant
            ? `Set group to "${meant.group}"`
            : 'Target a Gateway or GatewayClass (gateway.networking.k8s.io), a Service (core) or a ServiceEntry (networking.istio.io), or use selector for pods',
        },
        fixes: meant
          ? [fixIn(resource, `Set group to "${meant.group}"`, () => setGroup(ref, resource.document.text, meant.group))]
          : [],
      });
    }
  },
});

function setGroup({ node }: TargetRef, text: string, group: string) {
  const written = entryOf(node, 'group')?.value;
  if (isScalar(written)) return replaceScalar(written, group);
  return isMap(node) ? addEntry(text, node, `group: ${group === '' ? '""' : group}`) : [];
}
