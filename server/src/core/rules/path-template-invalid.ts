import { templateFault } from '../access/admission/path-template';
import { breaksListener } from '../access/path';
import { readAuthorizationPolicy } from '../model/authorization-policy';
import { operationLists, valuesIn } from '../model/policy-values';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'path-template-invalid',
  severity: 'error',
  summary: 'a path has braces that are no template which Istio takes',
  sources: [
    'istio pkg/config/security/security.go CheckValidPathTemplate',
    'seen with a real Envoy: a template without a leading slash passes the webhook and stops the listener from loading',
  ],
  peers: ['IST0106'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    for (const { value, node } of valuesIn(operationLists(policy, ['paths', 'notPaths']))) {
      const problem = problemOf(value);
      if (problem) {
        const named = value.replace(/\{[A-Za-z_][\w-]*\}/g, '{*}');
        const right = named !== value && !templateFault(named) && !breaksListener(named) ? named : undefined;
        context.report({
          at: node,
          message: {
            what: `"${value}" is no path template that Istio takes`,
            why: `${problem}, and Istio refuses the policy`,
            todo: right
              ? `Write ${right}; Istio's templates have no names`
              : 'Use {*} for one whole segment and {**} for any rest; for /v1/models/NAME:predict use the prefix /v1/models/* or name the model',
          },
          fixes: right ? [replaceFix(resource, node, right)] : [],
        });
      } else if (breaksListener(value)) {
        context.report({
          at: node,
          message: {
            what: `The template "${value}" does not begin with a slash`,
            why: 'Istio takes it, but Envoy cannot load the listener with it, and the pod stops answering',
            todo: `Write /${value}`,
          },
          fixes: [replaceFix(resource, node, `/${value}`)],
        });
      }
    }
  },
});

function problemOf(value: string): string | undefined {
  const found = templateFault(value);
  if (!found) return undefined;
  const { fault, segment } = found;
  if (fault === 'operator-after-any') return '{**} must be the last operator';
  if (fault === 'braces') {
    return /\{\*\*?\}/.test(segment)
      ? `the segment ${segment} mixes an operator with text`
      : `the segment ${segment} has braces that are neither {*} nor {**}`;
  }
  if (segment === '') return 'a template has no empty segment';
  return segment.includes('*')
    ? 'a * cannot stand beside {*} or {**}'
    : `the segment ${segment} has a character that a path segment cannot have`;
}
