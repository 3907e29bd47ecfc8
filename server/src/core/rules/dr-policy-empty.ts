import { readTrafficPolicies } from '../model/traffic-policy';
import { isBroken } from '../model/workload';
import { entryOf, isMap, isNull, isUnknown } from '../yaml/node';
import { defineRule } from './define';

const PORT_FIELDS = ['outlierDetection', 'connectionPool', 'loadBalancer', 'tls'];
const FIELDS = [...PORT_FIELDS, 'portLevelSettings', 'tunnel', 'proxyProtocol', 'retryBudget'];

export default defineRule({
  id: 'dr-policy-empty',
  severity: 'error',
  summary: 'a traffic policy of a DestinationRule sets nothing, or one for a port names no port',
  sources: [
    'istio pkg/config/validation/validation.go validateTrafficPolicy, validatePortTrafficPolicies: at least one field, and a port',
  ],
  peers: ['IST0106'],
  on: ['DestinationRule'],
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const { node, head, kind } of readTrafficPolicies(resource)) {
      if (!isMap(node) || isUnknown(node)) continue;
      const has = (key: string) => {
        const entry = entryOf(node, key);
        return entry !== undefined && !isNull(entry.value);
      };
      const empty = !(kind === 'port' ? PORT_FIELDS : FIELDS).some(has);
      const noPort = kind === 'port' && !has('port');
      if (!empty && !noPort) continue;
      // With an unknown field inside, that one is the fault.
      if (empty && !noPort && node.entries.some(({ key }) => key.text !== 'port')) continue;
      context.report({
        at: head,
        message: {
          what: noPort
            ? empty
              ? 'This entry of portLevelSettings has neither a port nor settings'
              : 'This entry of portLevelSettings names no port'
            : kind === 'port'
              ? 'This entry of portLevelSettings sets nothing for its port'
              : 'This trafficPolicy sets nothing',
          why: 'Istio refuses the whole DestinationRule',
          todo: noPort
            ? 'Add port.number, the port of the Service'
            : 'Add what it shall set, such as tls, or remove it',
        },
      });
    }
  },
});
