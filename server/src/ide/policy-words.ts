/** A policy in one sentence: whom it concerns, and what it does to them. */
import {
  type AuthorizationPolicy,
  type Match,
  type PolicyRule,
  type Resource,
  readAuthorizationPolicy,
  readPeerAuthentication,
  type Selector,
} from '../core';

/** Sentence for the kinds that decide who gets in; `undefined` for other kinds and for templated policies. */
export function policySentence(resource: Resource, rootNamespace: string): string | undefined {
  if (resource.kind === 'PeerAuthentication') {
    const { selector, mode, unknown } = resource.read(readPeerAuthentication);
    if (unknown || mode === undefined) return undefined;
    const meaning = {
      STRICT: 'take mTLS only: plaintext connections are refused',
      PERMISSIVE: 'take mTLS and plaintext: callers in plaintext have no identity',
      DISABLE: 'take plaintext only: no caller has an identity',
      UNSET: 'keep the mode of the next wider PeerAuthentication',
    }[mode];
    return `${subject(resource, selector, rootNamespace)} ${meaning}.`;
  }
  if (resource.kind !== 'AuthorizationPolicy') return undefined;
  const policy = resource.read(readAuthorizationPolicy);
  if (policy.unknown || policy.action === undefined) return undefined;
  return `${subject(resource, policy.selector, rootNamespace)} ${actionWords(policy)}`;
}

function subject(resource: Resource, selector: Selector, rootNamespace: string): string {
  const namespace = resource.namespace ?? 'default';
  const labels = [...selector.labels].map(([key, value]) => `\`${key}=${value}\``).join(' and ');
  const where = namespace === rootNamespace ? 'in the whole mesh' : `in namespace \`${namespace}\``;
  return labels ? `Workloads ${where} with ${labels}` : `All workloads ${where}`;
}

function actionWords({ action, rules }: AuthorizationPolicy): string {
  if (rules.length === 0) {
    return action === 'ALLOW'
      ? 'refuse every request, unless another ALLOW policy lets it in.'
      : 'are not concerned: the policy has no rules.';
  }
  const parts = rules.slice(0, 4).map(ruleWords);
  const more = rules.length > 4 ? `, and by ${rules.length - 4} more rules` : '';
  const list = `${parts.join('; or ')}${more}`;
  switch (action) {
    case 'ALLOW':
      return `let in requests ${list}; of other requests, those that another ALLOW policy lets in.`;
    case 'DENY':
      return `refuse requests ${list}, whatever ALLOW policies say.`;
    case 'AUDIT':
      return `mark requests ${list} for audit; none is refused for it.`;
    default:
      return `ask the extension provider about requests ${list}.`;
  }
}

function ruleWords(rule: PolicyRule): string {
  const from = rule.from?.map(matchWords).join(' or ');
  const to = rule.to?.map(matchWords).join(' or ');
  const when = rule.when?.map((condition) => `\`${condition.key?.value ?? '?'}\``).join(' and ');
  const parts = [from && `from ${from}`, to && `to ${to}`, when && `when ${when} matches`].filter(Boolean);
  return parts.length > 0 ? parts.join(' ') : 'of any kind';
}

function matchWords(match: Match<string>): string {
  const fields = [...match.fields].map(([field, values]) => {
    const listed = values.items.slice(0, 3).map((item) => `\`${item.value ?? '?'}\``);
    const more = values.items.length > 3 ? ` and ${values.items.length - 3} more` : '';
    return `${field} ${listed.join(', ')}${more}`;
  });
  return fields.join(' with ') || 'anything';
}
