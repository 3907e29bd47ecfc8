import { readTargetRefs } from '../model/target-ref';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'targetref-cross-namespace',
  severity: 'error',
  summary: 'a targetRef names a namespace',
  sources: ['istio pkg/config/validation/validation.go validatePolicyTargetReference: the namespace must not be set'],
  peers: ['IST0106', 'CRD schema'],
  on: ['AuthorizationPolicy', 'RequestAuthentication'],
  check(resource, context) {
    for (const { node, namespace, namespaceNode } of resource.read(readTargetRefs)) {
      if (!namespace || !namespaceNode) continue;
      const own = namespace === context.namespaceOf(resource);
      context.report({
        at: namespaceNode,
        message: {
          what: `This targetRef names the namespace ${namespace}`,
          why: 'a policy attaches only to objects of its own namespace, and Istio refuses the field even when it is the same one',
          todo: own ? 'Remove the field' : `Move the policy to ${namespace} and remove the field`,
        },
        fixes: removeKeyFix(resource, node, 'namespace', 'Remove namespace', own),
      });
    }
  },
});
