import { readAuthorizationPolicy } from '../model/authorization-policy';
import { isBroken } from '../model/workload';
import { entryOf, isNull, isScalar, isUnknown } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'custom-without-provider',
  severity: 'error',
  summary: 'a CUSTOM policy names no provider',
  sources: ['istio pkg/config/validation/validation.go ValidateAuthorizationPolicy: provider.name must not be empty'],
  peers: ['IST0106'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (isBroken(resource)) return;
    if (policy.action !== 'CUSTOM' || !policy.actionNode || policy.rules.length === 0) return;
    const provider = entryOf(policy.spec, 'provider');
    const name = entryOf(provider?.value, 'name')?.value;
    if (isUnknown(policy.spec) || isUnknown(provider?.value) || isUnknown(name)) return;
    // A name in the block's place has the wrong form, which the schema tells.
    if (isScalar(provider?.value) && !isNull(provider.value)) return;
    if (policy.provider && policy.provider.value !== '' && !isNull(name)) return;
    context.report({
      at: provider ? (policy.provider?.node ?? provider.key) : policy.actionNode,
      message: {
        what: 'This CUSTOM policy names no provider',
        why: 'Istio cannot know which authorizer to ask, and refuses the policy',
        todo: 'Set provider.name to one of the extensionProviders of the mesh configuration',
      },
    });
  },
});
