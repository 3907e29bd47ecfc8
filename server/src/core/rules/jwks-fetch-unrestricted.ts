import { isBroken } from '../model/workload';
import { entryOf, hasUnknown, itemsOf, stringOf } from '../yaml/node';
import { defineRule } from './define';

const VARIABLE = 'BLOCKED_CIDRS_IN_JWKS_URIS';

export default defineRule({
  id: 'jwks-fetch-unrestricted',
  severity: 'information',
  summary: 'istiod fetches keys from any address that a RequestAuthentication names',
  sources: [
    'istio pilot/pkg/features: BLOCKED_CIDRS_IN_JWKS_URIS lists the addresses that istiod must not fetch keys from; none unless set',
  ],
  peers: ['IST0175'],
  on: ['Deployment'],
  reads: ['RequestAuthentication'],
  check(resource, context) {
    if (context.namespaceOf(resource) !== context.platform.rootNamespace || isBroken(resource)) return;
    if (stringOf(resource.at('metadata', 'labels', 'app')) !== 'istiod') return;
    const containers = resource.at('spec', 'template', 'spec', 'containers');
    const found = itemsOf(containers).find((each) => stringOf(entryOf(each, 'name')?.value) === 'discovery');
    if (!found || hasUnknown(entryOf(found, 'env')?.value) || entryOf(found, 'envFrom')) return;
    if (itemsOf(entryOf(found, 'env')?.value).some((each) => stringOf(entryOf(each, 'name')?.value) === VARIABLE))
      return;
    const policy = context
      .all('RequestAuthentication')
      .find((each) => itemsOf(each.at('spec', 'jwtRules')).some((rule) => stringOf(entryOf(rule, 'jwksUri')?.value)));
    if (!policy) return;
    context.report({
      at: resource.headNode,
      message: {
        what: 'istiod fetches keys from wherever a RequestAuthentication says',
        why: 'whoever may write one makes istiod call any address, those of the cluster and of the cloud included',
        todo: `Set ${VARIABLE} in the container discovery to the ranges that it must not call`,
      },
      related: [{ document: policy.document, span: policy.headNode.span, message: 'It names a jwksUri' }],
    });
  },
});
