import { given } from '../model/given';
import { isBroken } from '../model/workload';
import { confusedKind } from '../schema/confused-kind';
import { looksLikePatch } from '../schema/report';
import { entryOf, isUnknown } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'gateway-no-server',
  severity: 'error',
  summary: 'a Gateway has no servers',
  sources: ['istio pkg/config/validation/validation.go ValidateGateway: at least one server'],
  peers: ['IST0106'],
  on: ['Gateway'],
  check(resource, context) {
    if (isBroken(resource) || looksLikePatch(resource)) return;
    const spec = resource.at('spec');
    if (isUnknown(resource.root) || isUnknown(spec)) return;
    if (confusedKind(resource.root)) return;
    const servers = entryOf(spec, 'servers');
    if (given(servers?.value) !== 'no') return;
    context.report({
      at: servers?.key ?? entryOf(resource.root, 'spec')?.key ?? resource.headNode,
      message: {
        what: 'This Gateway has no servers',
        why: 'Istio refuses it',
        todo: 'Add a server with a port and hosts',
      },
    });
  },
});
