import { readAuthorizationPolicy } from '../model/authorization-policy';
import { areApart, takesAll } from '../model/policy-scope';
import { conditionLists, isJwtKey, sourceLists } from '../model/policy-values';
import { readSelector } from '../model/selector';
import { isPlacedUnknown } from '../model/workload';
import { isUnknown } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'request-principal-without-jwt',
  severity: 'error',
  summary: 'a rule tests a JWT, but no RequestAuthentication reads tokens for these pods',
  sources: [
    'istio-api security/v1 Source.requestPrincipals: needs a RequestAuthentication',
    'seen with a real Envoy: without one that applies, request principals never match, token or not',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['Namespace', 'RequestAuthentication'],
  fromAbsence: true,
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.targetRefs.length > 0 || isPlacedUnknown(resource) || policy.action === 'CUSTOM') return;
    const [first] = [
      ...sourceLists(policy, ['requestPrincipals', 'notRequestPrincipals']),
      ...conditionLists(policy, isJwtKey),
    ];
    if (!first) return;
    const namespace = context.namespaceOf(resource);
    const { rootNamespace } = context.platform;
    const inMesh = context.all('RequestAuthentication');
    const near = inMesh.filter((one) => {
      const place = context.namespaceOf(one);
      return place === namespace || place === rootNamespace || namespace === rootNamespace || isPlacedUnknown(one);
    });
    const attached = near.some((one) => {
      const selector = readSelector(one.at('spec'));
      if (isUnknown(one.at('spec')) || selector.unknown || policy.selector.unknown || isPlacedUnknown(one)) return true;
      return takesAll(selector, policy.selector) || !areApart(selector, policy.selector);
    });
    if (attached) return;
    const [other] = near.length > 0 ? near : inMesh;
    const complete = context.cluster('Namespace', namespace) !== undefined;
    const negative = first.field.startsWith('not') || first.list.key.text === 'notValues';
    context.report({
      at: first.list.key,
      absent: [namespace, rootNamespace].map((place) => ({ kind: 'RequestAuthentication', namespace: place })),
      severity: other ? 'error' : complete ? 'warning' : 'information',
      message: {
        what: other
          ? `${first.field} needs a token, but no RequestAuthentication reads tokens for these pods`
          : `${first.field} needs a RequestAuthentication for these pods, and the files have none`,
        why: negative
          ? 'tokens are not even looked at, so every request matches'
          : 'tokens are not even looked at, so this never matches',
        todo: other
          ? 'Give the RequestAuthentication the namespace and labels of these pods'
          : `Add a RequestAuthentication in ${namespace} with the issuer of the tokens`,
      },
      related: other
        ? [{ document: other.document, span: other.headNode.span, message: 'This one is for other pods' }]
        : [],
    });
  },
});
