import { entryOf, isNull, isSeq } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'attachment-conflict',
  severity: 'error',
  summary: 'a policy has more than one of selector, targetRef and targetRefs',
  sources: ['istio pkg/config/validation/validation.go validateOneOfSelectorType; CRD validation rule on spec'],
  peers: ['IST0106', 'CRD schema'],
  on: ['AuthorizationPolicy', 'RequestAuthentication'],
  check(resource, context) {
    const spec = resource.at('spec');
    const written = ['selector', 'targetRef', 'targetRefs'].flatMap((key) => {
      const entry = entryOf(spec, key);
      if (!entry || isNull(entry.value)) return [];
      return isSeq(entry.value) && entry.value.items.length === 0 ? [] : [entry];
    });
    const [first, second] = written;
    if (!first || !second) return;
    context.report({
      at: second.key,
      message: {
        what: `This policy has ${written.map((entry) => entry.key.text).join(' and ')}`,
        why: 'Istio takes one way of attaching a policy and refuses this object, so it protects nothing',
        todo: 'Keep selector for pods, targetRefs for a Gateway, waypoint or Service',
      },
      fixes: written.flatMap((entry) =>
        written.length === 2 ? removeKeyFix(resource, spec, entry.key.text, `Remove ${entry.key.text}`) : [],
      ),
      related: [{ document: resource.document, span: first.key.span, message: `${first.key.text} stands here` }],
    });
  },
});
