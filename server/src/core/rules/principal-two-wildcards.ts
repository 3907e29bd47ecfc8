import { readAuthorizationPolicy } from '../model/authorization-policy';
import { conditionLists, sourceLists, valuesIn } from '../model/policy-values';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'principal-two-wildcards',
  severity: 'warning',
  summary: 'a principal has a * that is compared as an ordinary character',
  sources: [
    'istio pilot/pkg/security/authz/matcher/string.go',
    'seen with a real Envoy: * counts alone, first or last; inside, or last behind a leading one, it is a literal',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    const lists = [
      ...sourceLists(policy, ['principals', 'notPrincipals']),
      ...conditionLists(policy, (key) => key === 'source.principal'),
    ];
    for (const { value, node } of valuesIn(lists)) {
      if (value.startsWith('spiffe://')) continue;
      const counted = value.startsWith('*') ? value.slice(1) : value.replace(/\*$/, '');
      if (!counted.includes('*')) continue;
      const right = guess(value);
      context.report({
        at: node,
        message: {
          what: `A * in "${value}" stands for itself`,
          why: 'only a * at one end of a principal is a wildcard, so no identity matches this',
          todo: right ? `Write ${right}` : 'Use one * at one end, or namespaces, where a * may stand anywhere',
        },
        fixes: right ? [replaceFix(resource, node, right, false)] : [],
      });
    }
  },
});

function guess(value: string): string | undefined {
  const match = /^([^/]+)\/ns\/([^/]+)(?:\/sa\/([^/]+)|\/\*)$/.exec(value);
  if (!match) return undefined;
  const [, domain, namespace, account] = match;
  // `cluster.local` stands for the mesh's trust domain whatever it is called.
  if (!namespace!.includes('*') && (account === undefined || account === '*')) {
    return `${domain === '*' ? 'cluster.local' : domain}/ns/${namespace}/sa/*`;
  }
  return namespace === '*' && account && !account.includes('*') ? `*/sa/${account}` : undefined;
}
