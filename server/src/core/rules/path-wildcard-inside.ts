import { templateFault } from '../access/admission/path-template';
import { readAuthorizationPolicy } from '../model/authorization-policy';
import { operationLists, valuesIn } from '../model/policy-values';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'path-wildcard-inside',
  severity: 'warning',
  summary: 'a * inside a path is compared as an ordinary character',
  sources: [
    'istio pilot/pkg/security/authz/matcher/string.go: * counts first or last only',
    'seen with a real Envoy: /v2/models/*/infer matches that text alone, /v2/models/{*}/infer any model',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    for (const { value, node, list } of valuesIn(operationLists(policy, ['paths', 'notPaths']))) {
      if (/[{}]/.test(value) || (!value.startsWith('/') && !value.startsWith('*'))) continue;
      // With a leading * a trailing one is a literal too.
      const counted = value.startsWith('*') ? value.slice(1) : value.replace(/\*$/, '');
      if (!counted.includes('*')) continue;
      const template = asTemplate(value);
      // Beside the prefix that it was meant as, it is harmless.
      const needless = value.endsWith('/**') && list.items.some((each) => each.value === value.slice(0, -1));
      context.report({
        at: node,
        severity: needless ? 'information' : undefined,
        message: {
          what: `A * inside "${value}" stands for itself`,
          why: 'only a * at the beginning or the end of a path is a wildcard, and of two only the first counts; no real request has this path',
          todo: template
            ? `Use {*} for one segment and {**} for any rest: ${template}`
            : 'Use a prefix (/v2/*), a suffix (*/infer) or a template with {*}',
        },
        fixes: template ? [replaceFix(resource, node, template)] : [],
      });
    }
  },
});

/** The same path as a template, when each wildcard is a whole segment. */
function asTemplate(value: string): string | undefined {
  if (!value.startsWith('/')) return undefined;
  const segments = value.split('/');
  const template = segments
    .map((segment, i) =>
      segment === '**' ? '{**}' : segment === '*' ? (i === segments.length - 1 ? '{**}' : '{*}') : segment,
    )
    .join('/');
  return template.replaceAll('{*}', '').replaceAll('{**}', '').includes('*') || templateFault(template)
    ? undefined
    : template;
}
