import { given, noneGiven } from '../model/given';
import { isBroken } from '../model/workload';
import { looksLikePatch } from '../schema/report';
import { entryOf, isNull, isUnknown } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'sidecar-empty',
  severity: 'error',
  summary: 'a Sidecar configures nothing',
  sources: [
    'istio pkg/config/validation/validation.go ValidateSidecar: one of egress, ingress, outboundTrafficPolicy, inboundConnectionPool',
  ],
  peers: ['IST0106'],
  on: ['Sidecar'],
  check(resource, context) {
    const spec = resource.at('spec');
    if (isBroken(resource) || looksLikePatch(resource) || isUnknown(resource.root) || isUnknown(spec)) return;
    if (given(spec) === 'yes') {
      if (!noneGiven(spec, ['egress', 'ingress'])) return;
      // These count by being there, even empty.
      const there = (key: string) => {
        const entry = entryOf(spec, key);
        return entry !== undefined && !isNull(entry.value);
      };
      if (there('outboundTrafficPolicy') || there('inboundConnectionPool')) return;
    }
    context.report({
      at: entryOf(spec, 'egress')?.key ?? entryOf(resource.root, 'spec')?.key ?? resource.headNode,
      message: {
        what: 'This Sidecar configures nothing',
        why: 'Istio refuses it',
        todo: 'Add egress with the hosts that its pods call, for example "./*" and "istio-system/*"',
      },
    });
  },
});
