import { readAuthorizationPolicy } from '../model/authorization-policy';
import { coversRule } from '../model/policy-cover';
import { removeItem } from '../yaml/edit-yaml';
import { isSeq } from '../yaml/node';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'rule-shadowed',
  severity: 'information',
  summary: 'every request of a rule is matched by another rule of the same policy',
  sources: ['istio-api security/v1 AuthorizationPolicy.rules: a request matches when any rule does'],
  peers: [],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    const { rules, rulesNode, action } = resource.read(readAuthorizationPolicy);
    if (!isSeq(rulesNode) || rules.length > 100) return;
    rules.forEach((rule, i) => {
      const wide = rules.findIndex(
        (other, k) => k !== i && coversRule(other, rule) && (k < i || !coversRule(rule, other)),
      );
      if (wide < 0) return;
      context.report({
        at: rule.node,
        message: {
          what: `Rule ${wide + 1} of this policy matches all that this rule matches`,
          why: `so it ${action === 'ALLOW' ? 'allows' : action === 'DENY' ? 'denies' : 'matches'} nothing more`,
          todo: `Remove it, or narrow rule ${wide + 1}, which may be wider than meant`,
        },
        fixes: rulesNode.alias
          ? []
          : [
              fixIn(
                resource,
                'Remove this rule',
                () => removeItem(resource.document.text, rulesNode, rule.node),
                false,
              ),
            ],
        related: [{ document: resource.document, span: rules[wide]!.node.span, message: 'The wider rule' }],
      });
    });
  },
});
