/** The shape of an AuthorizationPolicy as a whole: whether it has rules, what it is named, what it lets in or out. */
import type { TextEdit } from '../text/edit';
import { addEntry } from '../yaml/edit-yaml';
import { entryOf, isMap, isNull, isSeq, isUnknown } from '../yaml/node';
import type { AuthorizationPolicy } from './authorization-policy';
import { isBroken } from './workload';

export interface MissingRules {
  /** Adds one rule that matches every request, where the text allows. */
  readonly addRule: (() => TextEdit) | undefined;
}

/** Says that the policy has no rule at all: absent, null or an empty list; `undefined` when it has one or may have. */
export function ruleListMissing(policy: AuthorizationPolicy): MissingRules | undefined {
  const { spec, resource } = policy;
  if (isBroken(resource)) return undefined;
  const specNode = resource.at('spec');
  if (specNode && !isMap(specNode) && !isNull(specNode)) return undefined;
  if (isUnknown(specNode) || isUnknown(policy.rulesNode)) return undefined;
  const entry = entryOf(spec, 'rules');
  if (!entry) return { addRule: spec ? () => addEntry(resource.document.text, spec, 'rules:\n  - {}') : undefined };
  if (isNull(entry.value)) return { addRule: () => emptyRule(entry.value.span) };
  if (!isSeq(entry.value) || entry.value.items.length > 0) return undefined;
  return { addRule: () => emptyRule(entry.value.span) };
}

const emptyRule = (span: { start: number; end: number }): TextEdit => ({
  span,
  newText: span.start === span.end ? ' [{}]' : '[{}]',
});

/** Names by which people say that a policy is meant to refuse everything. */
const MEANT_TO_DENY = /(?:deny|allow-no|lock|block|nothing|refuse|reject)/i;
export const isNamedDenyAll = (policy: AuthorizationPolicy): boolean => MEANT_TO_DENY.test(policy.resource.name ?? '');

/** Names by which people say that a policy is meant to be open. */
const MEANT_TO_ALLOW = /(?:allow-(?:all|any|every)|public|open|permit-all|anyone|everyone)/i;
export const isNamedAllowAll = (policy: AuthorizationPolicy): boolean =>
  MEANT_TO_ALLOW.test(policy.resource.name ?? '');
