import { readAuthorizationPolicy } from '../model/authorization-policy';
import { nearest } from '../model/nearest';
import { areApart } from '../model/policy-scope';
import { sourceLists, valuesIn } from '../model/policy-values';
import { readRequestAuthentication } from '../model/request-authentication';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'request-principal-issuer',
  severity: 'warning',
  summary: 'a request principal has an issuer whose tokens no RequestAuthentication of these pods takes',
  sources: [
    'istio-api security/v1 Source.requestPrincipals: ISSUER/SUBJECT of the token; a token of an issuer that no jwtRules names is refused or not looked at',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['RequestAuthentication'],
  fromAbsence: true,
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (isBroken(resource) || isPlacedUnknown(resource) || policy.targetRefs.length > 0) return;
    const values = valuesIn(sourceLists(policy, ['requestPrincipals', 'notRequestPrincipals']));
    if (values.length === 0) return;
    const namespace = context.namespaceOf(resource);
    const { rootNamespace } = context.platform;
    const readers = context
      .all('RequestAuthentication')
      .filter(
        (each) =>
          [namespace, rootNamespace].includes(context.namespaceOf(each)) ||
          namespace === rootNamespace ||
          isPlacedUnknown(each),
      )
      .map((each) => each.read(readRequestAuthentication))
      .filter((each) => !areApart(each.selector, policy.selector));
    if (readers.length === 0 || readers.some((each) => each.unknown || isBroken(each.resource))) return;
    const issuers = [...new Set(readers.flatMap((each) => each.rules.flatMap((rule) => rule.issuer ?? [])))];
    if (issuers.length === 0 || readers.some((each) => each.rules.some((rule) => rule.issuer === undefined))) return;
    for (const { value, node } of values) {
      const slash = value.lastIndexOf('/');
      if (slash <= 0 || value.startsWith('*')) continue;
      const wide = value.endsWith('*');
      const text = wide ? value.slice(0, -1) : value;
      // A subject may hold slashes, and a * may cut the issuer short.
      if (issuers.some((issuer) => value.startsWith(`${issuer}/`) || (wide && `${issuer}/`.startsWith(text)))) continue;
      const issuer = value.slice(0, slash);
      const right = nearest(issuer, issuers) ?? (issuers.length === 1 ? issuers[0] : undefined);
      context.report({
        at: node,
        message: {
          what: `No RequestAuthentication of these pods takes tokens of ${issuer}`,
          why: `the issuers are ${issuers.join(', ')}, so this never matches`,
          todo: right ? `Write ${right} if that is meant` : 'Write one of the issuers, or add this one to jwtRules',
        },
        fixes: right && !node.alias ? [replaceFix(resource, node, `${right}${value.slice(slash)}`, false)] : [],
        related: readers.map((each) => ({
          document: each.resource.document,
          span: each.resource.headNode.span,
          message: 'It takes tokens here',
        })),
      });
    }
  },
});
