import { readAuthorizationPolicy } from '../model/authorization-policy';
import { operationLists, valuesIn } from '../model/policy-values';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'path-with-query-or-host',
  severity: 'warning',
  summary: 'a path holds a query, a fragment, a scheme or a host',
  sources: ['seen with a real Envoy: paths are compared without query and fragment, and without scheme and host'],
  peers: [],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    for (const { value, node } of valuesIn(operationLists(policy, ['paths', 'notPaths']))) {
      const url =
        /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(value) ?? /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?=\/)/.exec(value);
      const query = /[?#]/.exec(value);
      if (!url && !query) continue;
      const bare = value.slice(url?.[0].length ?? 0).replace(/[?#].*$/s, '') || '/';
      context.report({
        at: node,
        message: {
          what: `"${value}" holds ${url ? 'more than a path' : query![0] === '?' ? 'a query' : 'a fragment'}`,
          why: 'Envoy compares the path alone, so this value never matches',
          todo: url
            ? `Write ${bare} here and the host under hosts`
            : `Write ${bare}; a query can be tested with the condition request.headers[:path]`,
        },
        fixes: bare.startsWith('/') || bare.startsWith('*') ? [replaceFix(resource, node, bare, false)] : [],
      });
    }
  },
});
