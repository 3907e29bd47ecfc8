import { readAuthorizationPolicy } from '../model/authorization-policy';
import { operationLists, valuesIn } from '../model/policy-values';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'path-without-slash',
  severity: 'warning',
  summary: 'a path that does not begin with a slash never matches',
  sources: ['seen with a real Envoy: request paths begin with /, so v1/models never matches; istio accepts it'],
  peers: [],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    for (const { value, node } of valuesIn(operationLists(policy, ['paths', 'notPaths']))) {
      // Templates and URLs have rules of their own.
      if (value === '' || /^[/*{]/.test(value) || /[{}]/.test(value) || /^[a-z]+:\/\//i.test(value)) continue;
      // A host in front of the path, or a query behind it, is not cured by a slash alone.
      if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?\/|[?#]/.test(value)) continue;
      const pattern = /[\^$|\\()]|\.[*+]/.test(value);
      // gRPC methods are written package.Service/Method; the path has a slash before them too.
      context.report({
        at: node,
        message: {
          what: `"${value}" does not begin with a slash`,
          why: 'every request path does, so this value never matches',
          todo: pattern
            ? 'Write a prefix (/admin/*), a suffix (*/admin) or a template with {*}; regular expressions are not known here'
            : `Write /${value}`,
        },
        fixes: pattern ? [] : [replaceFix(resource, node, `/${value}`)],
      });
    }
  },
});
