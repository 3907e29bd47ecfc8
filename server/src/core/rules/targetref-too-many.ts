import { at, isSeq } from '../yaml/node';
import { defineRule } from './define';

/** istio-api: MaxItems of targetRefs. */
const MOST = 16;

export default defineRule({
  id: 'targetref-too-many',
  severity: 'error',
  summary: 'a policy has more than 16 targetRefs',
  sources: ['istio-api security/v1 CRD: targetRefs maxItems 16'],
  peers: ['CRD schema'],
  on: ['AuthorizationPolicy', 'RequestAuthentication'],
  check(resource, context) {
    const refs = at(resource.at('spec'), 'targetRefs');
    if (!isSeq(refs) || refs.items.length <= MOST) return;
    context.report({
      at: refs.items[MOST]!,
      message: {
        what: `This policy has ${refs.items.length} targetRefs`,
        why: `the API server takes at most ${MOST}`,
        todo: 'Split the policy, or target the GatewayClass',
      },
    });
  },
});
