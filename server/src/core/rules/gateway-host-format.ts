import { hostProblem } from '../model/dns-name';
import { readGateway } from '../model/gateway';
import { entryOf, isScalar, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'gateway-host-format',
  severity: 'error',
  summary: 'a host of a Gateway is neither a domain nor NAMESPACE/DOMAIN',
  sources: [
    'istio pkg/config/validation/agent/validation.go ValidateNamespaceSlashWildcardHostname: `host`, `ns/host`, `./host` or `*/host`; no short names, a * for the whole first label only',
  ],
  peers: ['IST0106'],
  on: ['Gateway'],
  check(resource, context) {
    for (const { node } of resource.read(readGateway).servers) {
      for (const host of itemsOf(entryOf(node, 'hosts')?.value)) {
        const text = stringOf(host);
        const problem = text === undefined ? undefined : hostProblem(text, 'Gateway');
        if (!problem || text === undefined) continue;
        const bare = /^(?:\w+:\/\/)?([a-z0-9*.-]+)(?::\d+)?(?:\/.*)?$/i.exec(text)?.[1];
        const better = /:/.test(text) && bare && !hostProblem(bare, 'Gateway') ? bare : undefined;
        context.report({
          at: host,
          message: {
            what: `${JSON.stringify(text)} is no host that a Gateway takes`,
            why: `${problem}; Istio refuses the whole Gateway`,
            todo: better
              ? `Write ${better}`
              : 'Write a domain such as model.example.com, *.example.com or *, if need be behind NAMESPACE/',
          },
          fixes: better && isScalar(host) ? [replaceFix(resource, host, better)] : [],
        });
      }
    }
  },
});
