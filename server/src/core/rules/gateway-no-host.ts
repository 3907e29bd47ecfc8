import { readGateway } from '../model/gateway';
import { entryOf, isSeq } from '../yaml/node';
import { addValue } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'gateway-no-host',
  severity: 'error',
  summary: 'a server of a Gateway has an empty list of hosts',
  sources: ['istio pkg/config/validation/validation.go validateServer: at least one host'],
  peers: ['IST0106'],
  on: ['Gateway'],
  check(resource, context) {
    for (const { node } of resource.read(readGateway).servers) {
      const hosts = entryOf(node, 'hosts');
      const list = hosts?.value;
      if (!hosts || !isSeq(list) || list.open || list.items.length > 0) continue;
      context.report({
        at: hosts.key,
        message: {
          what: 'This server has no hosts',
          why: 'Istio refuses the whole Gateway',
          todo: 'Name the hosts that it serves, or "*" for all',
        },
        fixes: list.alias
          ? []
          : [fixIn(resource, 'Serve all hosts', () => addValue(resource.document.text, list, '*'), false)],
      });
    }
  },
});
