import { readAuthorizationPolicy } from '../model/authorization-policy';
import { knownMode } from '../model/deployment-mode';
import { looksAtTokens } from '../model/jwt-demand';
import { kserveConfigMaps } from '../model/kserve-config';
import { reaches } from '../model/policy-reach';
import { areApart } from '../model/policy-scope';
import { readRequestAuthentication } from '../model/request-authentication';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { appendDocument, canAppend } from '../yaml/append-document';
import { quoteIfNeeded } from '../yaml/edit-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'jwt-not-required',
  severity: 'warning',
  summary: 'a RequestAuthentication reads tokens, and no policy asks for one: requests without a token pass',
  sources: [
    'istio-api security/v1 RequestAuthentication: it refuses invalid tokens only',
    'seen with a real Envoy: with it alone a request without a token is let in',
  ],
  peers: [],
  on: ['RequestAuthentication'],
  reads: ['AuthorizationPolicy', 'ConfigMap', 'InferenceService', 'KnativeService', 'Namespace'],
  fromAbsence: true,
  check(resource, context) {
    const { selector, targetRefs, rules, unknown } = resource.read(readRequestAuthentication);
    if (isBroken(resource) || isPlacedUnknown(resource) || rules.length === 0 || selector.unknown) return;
    if (unknown && rules.every((rule) => rule.unknown)) return;
    const namespace = context.namespaceOf(resource);
    const { rootNamespace } = context.platform;
    const wide = namespace === rootNamespace;
    const policies = context.all('AuthorizationPolicy').filter((each) => {
      const place = context.namespaceOf(each);
      return wide || place === namespace || place === rootNamespace || isPlacedUnknown(each);
    });
    const asks = policies.some((each) => {
      const policy = each.read(readAuthorizationPolicy);
      if (policy.unknown || policy.selector.unknown || isPlacedUnknown(each)) return true;
      if (targetRefs.length > 0 || policy.targetRefs.length > 0) return looksAtTokens(policy);
      return looksAtTokens(policy) && !areApart(policy.selector, selector);
    });
    if (asks) return;
    const kept = context.cluster('Namespace', namespace) !== undefined || policies.length > 0;
    const knative =
      context.inNamespace('KnativeService', namespace).length > 0 ||
      context
        .inNamespace('InferenceService', namespace)
        .some(
          (each) =>
            reaches(selector, each) &&
            knownMode(each, context.platform, () => context.derive(kserveConfigMaps))?.mode !== 'Standard',
        );
    const { text } = resource.document;
    context.report({
      at: resource.headNode,
      absent: [namespace, rootNamespace].map((place) => ({ kind: 'AuthorizationPolicy', namespace: place })),
      severity: kept ? 'warning' : 'information',
      message: {
        what: 'No policy asks for the tokens that this RequestAuthentication reads',
        why: 'it refuses false tokens, but a request without any passes',
        todo: 'Add an AuthorizationPolicy that denies requests without a request principal (notRequestPrincipals: ["*"])',
      },
      fixes:
        targetRefs.length === 0 && canAppend(text) && !wide
          ? [
              fixIn(
                resource,
                'Add a policy that refuses requests without a token',
                () =>
                  appendDocument(
                    text,
                    [
                      'apiVersion: security.istio.io/v1',
                      'kind: AuthorizationPolicy',
                      'metadata:',
                      `  name: ${resource.name ?? 'jwt'}-required`,
                      `  namespace: ${namespace}`,
                      'spec:',
                      ...(selector.labels.size > 0
                        ? [
                            '  selector:',
                            '    matchLabels:',
                            ...[...selector.labels].map(
                              ([key, value]) => `      ${quoteIfNeeded(key)}: ${quoteIfNeeded(value)}`,
                            ),
                          ]
                        : []),
                      '  action: DENY',
                      '  rules:',
                      '    - from:',
                      '        - source:',
                      '            notRequestPrincipals: ["*"]',
                      ...(knative
                        ? [
                            '      to:',
                            "        # Knative's own probes and scrapes carry no token.",
                            '        - operation:',
                            '            notPaths: [/healthz, /metrics, /ready, /wait-for-drain]',
                          ]
                        : []),
                    ].join('\n'),
                  ),
                false,
              ),
            ]
          : [],
    });
  },
});
