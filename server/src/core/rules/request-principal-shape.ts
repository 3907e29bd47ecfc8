import { readAuthorizationPolicy } from '../model/authorization-policy';
import { conditionLists, sourceLists, valuesIn } from '../model/policy-values';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'request-principal-shape',
  severity: 'warning',
  summary: 'a request principal has a form that no token can meet',
  sources: [
    'seen with a real Envoy: ISSUER/SUBJECT, *, ISSUER/* and */SUBJECT match; */*, a lone subject and ISSUER* never do',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    const lists = [
      ...sourceLists(policy, ['requestPrincipals', 'notRequestPrincipals']),
      ...conditionLists(policy, (key) => key === 'request.auth.principal'),
    ];
    for (const { value, node } of valuesIn(lists)) {
      const problem = problemOf(value);
      if (!problem) continue;
      context.report({
        at: node,
        message: {
          what: `"${value}" matches no token`,
          why: problem.why,
          todo: problem.right ? `Write ${problem.right}` : 'Write ISSUER/SUBJECT, ISSUER/* or */SUBJECT',
        },
        fixes: problem.right ? [replaceFix(resource, node, problem.right, false)] : [],
      });
    }
  },
});

function problemOf(value: string): { why: string; right?: string } | undefined {
  if (value === '' || value === '*') return undefined;
  if (value === '*/*') return { why: 'only one * is a wildcard', right: '*' };
  if (value.startsWith('*')) return value.slice(1).includes('*') ? { why: 'only one * is a wildcard' } : undefined;
  const slash = value.lastIndexOf('/');
  if (slash < 0) return { why: 'a request principal is the issuer, a slash and the subject' };
  const issuer = value.slice(0, slash);
  const subject = value.slice(slash + 1);
  if (issuer.includes('*')) return { why: 'a * inside the issuer stands for itself' };
  // What follows the last slash is the subject, so an issuer cut short ends up without one.
  if (issuer === 'https:/' || issuer === 'http:/') {
    return {
      why: 'what follows the last slash is the subject, and here that is the issuer itself',
      right: `${value.replace(/\*$/, '')}/*`,
    };
  }
  if (subject !== '*' && subject.includes('*')) return { why: 'a * inside the subject stands for itself' };
  return undefined;
}
