import { readAuthorizationPolicy } from '../model/authorization-policy';
import { addEntry, replaceScalar } from '../yaml/edit-yaml';
import { entryOf, isNull, isUnknown } from '../yaml/node';
import { defineRule } from './define';
import { fixIn, removeKeyFix } from './fix';

export default defineRule({
  id: 'provider-without-custom',
  severity: 'error',
  summary: 'a policy names a provider but its action is not CUSTOM',
  sources: ['istio pkg/config/validation/validation.go ValidateAuthorizationPolicy: provider only with CUSTOM'],
  peers: ['IST0106'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    const { spec, action, actionNode } = policy;
    const provider = entryOf(spec, 'provider');
    if (!spec || !provider || isNull(provider.value) || isUnknown(spec) || !action || action === 'CUSTOM') return;
    context.report({
      at: provider.key,
      message: {
        what: `This policy names a provider but its action is ${action}`,
        why: 'only CUSTOM asks an external authorizer; Istio refuses the combination',
        todo: 'Set action to CUSTOM, or remove the provider',
      },
      fixes: [
        fixIn(
          resource,
          'Set action to CUSTOM',
          () =>
            actionNode ? replaceScalar(actionNode, 'CUSTOM') : addEntry(resource.document.text, spec, 'action: CUSTOM'),
          false,
        ),
        ...removeKeyFix(resource, spec, 'provider', 'Remove the provider'),
      ],
    });
  },
});
