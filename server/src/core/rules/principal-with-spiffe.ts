import { readAuthorizationPolicy, type Value } from '../model/authorization-policy';
import { replaceScalar } from '../yaml/edit-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

const SCHEME = 'spiffe://';

export default defineRule({
  id: 'principal-with-spiffe',
  severity: 'error',
  summary: 'a principal begins with `spiffe://`, which Istio adds itself, so it never matches',
  sources: [
    'istio pilot/pkg/security/authz/model/generator.go: principals are compared with spiffe:// put in front',
    'seen in the generated policy: spiffe://spiffe://…, which no certificate carries',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const { rules } = resource.read(readAuthorizationPolicy);
    const positive: Value[] = [];
    const negative: Value[] = [];
    for (const rule of rules) {
      for (const { fields } of rule.from ?? []) {
        positive.push(...(fields.get('principals')?.items ?? []));
        negative.push(...(fields.get('notPrincipals')?.items ?? []));
      }
      for (const { key, values, notValues } of rule.when ?? []) {
        if (key?.value !== 'source.principal') continue;
        positive.push(...(values?.items ?? []));
        negative.push(...(notValues?.items ?? []));
      }
    }
    for (const [items, effect] of [
      [positive, 'so this one matches nobody'],
      [negative, 'so this one excepts nobody'],
    ] as const) {
      for (const { value, node } of items) {
        // What stands before a template counts, whatever the template makes.
        if (!(value ?? node.text).startsWith(SCHEME)) continue;
        const bare = value?.slice(SCHEME.length);
        context.report({
          at: node,
          message: {
            what: 'A principal is written without spiffe://',
            why: `Istio puts the scheme in front itself, ${effect}`,
            todo: bare === undefined ? 'Leave it out' : `Write ${bare}`,
          },
          fixes:
            node.alias || bare === undefined
              ? []
              : [fixIn(resource, 'Remove spiffe://', () => replaceScalar(node, bare))],
        });
      }
    }
  },
});
