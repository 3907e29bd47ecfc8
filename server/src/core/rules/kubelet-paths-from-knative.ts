import { readAuthorizationPolicy } from '../model/authorization-policy';
import { activatorValues } from '../model/policy-reach';
import { defineRule } from './define';
import { removeItemFix } from './fix';

const KUBELET_PATHS: ReadonlySet<string> = new Set(['/ready', '/wait-for-drain']);

export default defineRule({
  id: 'kubelet-paths-from-knative',
  severity: 'hint',
  summary: "a rule for Knative's namespace allows paths that only the kubelet asks for, which no policy stops",
  sources: [
    'knative serving pkg/reconciler/revision/resources/deploy.go: /wait-for-drain is the pre-stop hook of the container',
    'istio pilot/cmd/pilot-agent/status: probes of the kubelet are rewritten to the agent and pass by the policies',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'ALLOW') return;
    for (const rule of policy.rules) {
      const sources = rule.from ?? [];
      if (rule.unknown || sources.length === 0) continue;
      if (!sources.every((source) => activatorValues(source, context.platform).length > 0)) continue;
      for (const operation of rule.to ?? []) {
        const paths = operation.fields.get('paths');
        for (const { value, node } of paths?.items ?? []) {
          if (value === undefined || !KUBELET_PATHS.has(value)) continue;
          context.report({
            at: node,
            message: {
              what: `${value} is never asked for by ${context.platform.knativeNamespace}`,
              why: 'the kubelet asks for it, inside the pod or by a rewritten probe, and policies do not look at that',
              todo: 'Remove the path',
            },
            fixes: removeItemFix(resource, paths!.node, node, `Remove ${value}`, true),
          });
        }
      }
    }
  },
});
