import { isIpBlock } from '../access/ip';
import { readAuthorizationPolicy } from '../model/authorization-policy';
import { conditionLists, sourceLists, valuesIn } from '../model/policy-values';
import { defineRule } from './define';
import { replaceFix } from './fix';

const KEYS: ReadonlySet<string> = new Set(['source.ip', 'remote.ip', 'destination.ip']);

export default defineRule({
  id: 'ip-block-invalid',
  severity: 'error',
  summary: 'an address block is neither an address nor a CIDR',
  sources: ['istio pkg/config/security/security.go ValidateIPs: netip.ParsePrefix with a slash, else netip.ParseAddr'],
  peers: ['IST0106'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    const lists = [
      ...sourceLists(policy, ['ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks']),
      ...conditionLists(policy, (key) => KEYS.has(key)),
    ];
    for (const { value, node } of valuesIn(lists)) {
      if (value === '' || isIpBlock(value)) continue;
      const trimmed = value.trim();
      const right = trimmed !== value && isIpBlock(trimmed) ? trimmed : everything(value);
      context.report({
        at: node,
        message: {
          what: `"${value}" is neither an IP address nor a CIDR block`,
          why: 'Istio refuses the policy',
          todo: right
            ? `Write ${right}`
            : 'Write an address such as 10.1.2.3, or a block such as 10.1.0.0/16 or fd00::/8',
        },
        fixes: right ? [replaceFix(resource, node, right, trimmed === right)] : [],
      });
    }
  },
});

/** `*` is no address; the block of every IPv4 address is what was meant. */
const everything = (value: string): string | undefined => (value === '*' ? '0.0.0.0/0' : undefined);
