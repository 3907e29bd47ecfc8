import { readAuthorizationPolicy } from '../model/authorization-policy';
import { parsesAsBool } from '../model/dry-run';
import { entryOf, isScalar, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'dry-run-not-enforced',
  severity: 'information',
  summary: 'an AuthorizationPolicy is only tried (istio.io/dry-run), not enforced',
  sources: [
    'istio pilot/pkg/security/authz/builder isDryRun: the policy becomes shadow rules',
    'seen with a real Envoy: a dry-run policy decides nothing, and a lone dry-run ALLOW denies nothing',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const annotations = resource.at('metadata', 'annotations');
    const entry = entryOf(annotations, 'istio.io/dry-run');
    const { action } = resource.read(readAuthorizationPolicy);
    if (!entry || !isScalar(entry.value) || (action !== 'ALLOW' && action !== 'DENY')) return;
    if (parsesAsBool(stringOf(entry.value)) !== true) return;
    context.report({
      at: entry.key,
      message: {
        what: 'This policy is only tried: it lets nothing in and keeps nothing out',
        why: 'proxies log what it would decide as shadow results',
        todo: 'Remove the annotation to enforce it',
      },
      fixes: removeKeyFix(resource, annotations, 'istio.io/dry-run', 'Enforce it: remove the annotation'),
    });
  },
});
