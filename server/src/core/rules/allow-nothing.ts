import { readAuthorizationPolicy } from '../model/authorization-policy';
import { isNamedDenyAll, ruleListMissing } from '../model/policy-shape';
import { readSchemaProblems } from '../schema/resource-problems';
import { isMap, isUnknown } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'allow-nothing',
  severity: 'warning',
  summary: 'an ALLOW policy without rules refuses every request to what it selects',
  sources: [
    'istio-api security/v1 AuthorizationPolicy: rules that are not set never match',
    'seen with a real Envoy: no spec, an empty spec, no rules and an empty list all deny everything',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'ALLOW' || !ruleListMissing(policy)) return;
    // Rules under another name or at another place: the schema tells.
    if (resource.read(readSchemaProblems).some(({ code }) => code === 'unknown-field' || code === 'wrong-type')) return;
    // Aimed at a gateway or waypoint it says the same, but only there; sidecars ignore it.
    if (isUnknown(resource.root) || (policy.spec && !isMap(policy.spec))) return;
    // Beside policies that open something it is plainly the default.
    const meant =
      isNamedDenyAll(policy) ||
      context.inNamespace('AuthorizationPolicy', context.namespaceOf(resource)).some((each) => {
        const other = each.read(readAuthorizationPolicy);
        return other.action === 'ALLOW' && other.rules.length > 0;
      });
    const scope = policy.targetRefs.length
      ? 'what it targets'
      : policy.selector.labels.size > 0
        ? 'the selected pods'
        : resource.namespace === context.platform.rootNamespace
          ? 'the whole mesh'
          : 'the whole namespace';
    context.report({
      at: policy.actionNode ?? resource.headNode,
      severity: meant ? 'information' : 'warning',
      message: {
        what: `This ALLOW policy has no rules, so by itself it refuses every request to ${scope}`,
        why: 'a policy that allows nothing still makes everything need permission',
        todo: meant
          ? 'Keep it as the default and let other ALLOW policies open what is needed'
          : 'Add the rules that let callers in, or name it deny-all if this is meant',
      },
    });
  },
});
