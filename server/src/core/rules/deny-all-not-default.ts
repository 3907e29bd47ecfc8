import { readAuthorizationPolicy } from '../model/authorization-policy';
import { POD_KINDS, podGroupsIn, selectsPods } from '../model/pods';
import { policiesFor } from '../model/policy-scope';
import { isPlacedUnknown } from '../model/workload';
import { entryOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'deny-all-not-default',
  severity: 'hint',
  summary: 'the ALLOW policies of a namespace leave some of its pods open to everyone',
  sources: ['seen with a real Envoy: a pod that no ALLOW policy selects takes every request'],
  peers: ['KIA1301'],
  on: ['AuthorizationPolicy'],
  reads: ['AuthorizationPolicy', ...POD_KINDS],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'ALLOW' || policy.selector.labels.size === 0 || isPlacedUnknown(resource)) return;
    const namespace = context.namespaceOf(resource);
    if (namespace === context.platform.rootNamespace) return;
    const allows = policiesFor(context, namespace).filter(
      (other) => other.action === 'ALLOW' || other.action === undefined,
    );
    // Said once for a namespace.
    if (allows[0]?.resource !== resource) return;
    const pods = podGroupsIn(context, namespace);
    const open = pods.filter((one) => allows.every((other) => selectsPods(other.selector, one) === false));
    // A policy that selects nothing at all has another fault.
    if (open.length === pods.length) return;
    const [first] = open;
    if (!first) return;
    const names = [...new Set(open.map((one) => one.resource.name ?? one.resource.kind))];
    context.report({
      at: entryOf(resource.at('spec'), 'selector')?.key ?? resource.headNode,
      message: {
        what: `No ALLOW policy selects ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`,
        why: `in ${namespace} only the selected pods are closed, and the others take every request`,
        todo: 'Add a policy without selector and without rules as the default of the namespace',
      },
      related: open
        .slice(0, 3)
        .map(({ resource: one }) => ({ document: one.document, span: one.headNode.span, message: 'Open to everyone' })),
    });
  },
});
