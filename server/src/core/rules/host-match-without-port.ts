import { readAuthorizationPolicy } from '../model/authorization-policy';
import { operationLists, valuesIn } from '../model/policy-values';
import { addItem, quoteIfNeeded } from '../yaml/edit-yaml';
import { isSeq } from '../yaml/node';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'host-match-without-port',
  severity: 'information',
  summary: 'hosts names a host without the form that has a port',
  sources: ['seen with a real Envoy: hosts are compared with the whole Host header, so x does not match x:80'],
  peers: [],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    for (const { value, node, list, field } of valuesIn(operationLists(policy, ['hosts', 'notHosts']))) {
      if (value === '' || value.endsWith('*') || /:\d+$/.test(value) || list.unknown) continue;
      const withPort = `${value}:*`;
      // A leading * makes a trailing one a literal, so a suffix has no form with any port.
      if (value.startsWith('*')) continue;
      if (list.items.some((item) => item.value === withPort || covers(item.value, value))) continue;
      const slips = (policy.action === 'DENY') === (field === 'hosts');
      context.report({
        at: node,
        message: {
          what: `"${value}" does not match the Host header ${value}:PORT`,
          why: slips
            ? 'a client that writes the port slips past the rule'
            : 'clients that write the port are refused, or need another rule',
          todo: `Add "${withPort}"`,
        },
        fixes:
          isSeq(list.node) && !list.node.alias
            ? [
                fixIn(resource, `Add ${quoteIfNeeded(withPort)}`, () =>
                  addItem(
                    resource.document.text,
                    list.node as typeof list.node & { kind: 'seq' },
                    JSON.stringify(withPort),
                  ),
                ),
              ]
            : [],
      });
    }
  },
});

const covers = (pattern: string | undefined, host: string): boolean =>
  !!pattern?.endsWith('*') && `${host}:`.startsWith(pattern.slice(0, -1));
