import { readAuthorizationPolicy } from '../model/authorization-policy';
import { isForGateway } from '../model/policy-scope';
import { conditionsOf } from '../model/policy-values';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';

const HEADER = /^request\.headers\[knative-serving-(?:namespace|revision)\]$/i;

export default defineRule({
  id: 'revision-header-at-destination',
  severity: 'warning',
  summary: "a policy at a model tests Knative's revision headers, which the activator removes and any caller may forge",
  sources: [
    'knative serving pkg/activator/handler/handler.go: both headers are removed before a request is forwarded (seen by running it)',
    "seen with istiod's generator: the VirtualServices of net-istio set the headers on the way to the activator or the pod",
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const { knativeNamespace, gatewayNamespace, rootNamespace } = context.platform;
    const policy = resource.read(readAuthorizationPolicy);
    if (isForGateway(policy) || isPlacedUnknown(resource)) return;
    const namespace = context.namespaceOf(resource);
    // There the headers still are; a policy of the root namespace may be meant for the activator.
    if ([knativeNamespace, gatewayNamespace, rootNamespace].includes(namespace)) return;
    for (const { condition, key } of conditionsOf(policy, (each) => HEADER.test(each))) {
      if (!condition.key) continue;
      context.report({
        at: condition.key.node,
        message: {
          what: `${key} says nothing here about who calls`,
          why: 'the activator removes the header, so the condition is never met through it, and a caller that reaches the pod itself may set it to anything',
          todo: 'Test the identity of the caller, with the activator off the path',
        },
      });
    }
  },
});
