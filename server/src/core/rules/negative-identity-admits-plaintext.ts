import { type Match, readAuthorizationPolicy, type SourceField } from '../model/authorization-policy';
import { effectiveMtls } from '../model/effective-mtls';
import { isForGateway } from '../model/policy-scope';
import { IDENTITY_FIELDS, isIdentityKey, isJwtKey, NOT_IDENTITY_FIELDS } from '../model/policy-values';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { addEntry } from '../yaml/edit-yaml';
import { isMap } from '../yaml/node';
import { defineRule } from './define';
import { fixIn } from './fix';

/** Fields beside which the source is narrowed by something else than a missing identity. */
const NARROWING: readonly SourceField[] = [...IDENTITY_FIELDS, 'requestPrincipals', 'ipBlocks', 'remoteIpBlocks'];

export default defineRule({
  id: 'negative-identity-admits-plaintext',
  severity: 'error',
  summary: 'an ALLOW rule only says who may not call, so callers without an identity get in',
  sources: [
    'istio pilot/pkg/security/authz/model/generator.go: not of a match that needs an identity',
    'seen with a real Envoy: ALLOW notNamespaces lets a plaintext peer in; with principals "*" beside it the answer is 403',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['PeerAuthentication'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (policy.action !== 'ALLOW' || isForGateway(policy) || isPlacedUnknown(resource) || isBroken(resource)) return;
    const { mode, by } = effectiveMtls(context, context.namespaceOf(resource), policy.selector);
    // Where mutual TLS is off, every test of an identity is at fault, and another rule says so.
    if (mode === 'STRICT' || mode === 'DISABLE') return;
    for (const rule of policy.rules) {
      const asked = rule.when?.some(
        (one) =>
          one.values && one.key?.value !== undefined && (isIdentityKey(one.key.value) || isJwtKey(one.key.value)),
      );
      if (rule.unknown || asked) continue;
      for (const source of rule.from ?? []) {
        const negative = NOT_IDENTITY_FIELDS.find((field) => source.fields.has(field));
        if (!negative || NARROWING.some((field) => source.fields.has(field))) continue;
        const list = source.fields.get(negative)!;
        context.report({
          at: list.key,
          severity: mode === undefined ? 'information' : 'error',
          message: {
            what: `${negative} alone also admits callers that have no identity at all`,
            why:
              mode === undefined
                ? 'unless the pods are STRICT, plaintext callers match every not-field'
                : `the pods take plaintext (${mode}), and plaintext callers match every not-field`,
            todo: source.fields.has('notServiceAccounts')
              ? 'Say who may call, or set the PeerAuthentication to STRICT'
              : 'Add principals: ["*"] beside it, or set the PeerAuthentication to STRICT',
          },
          fixes: addPrincipals(source)
            ? [
                fixIn(
                  resource,
                  'Ask for an identity (principals: ["*"])',
                  () => (isMap(source.node) ? addEntry(resource.document.text, source.node, 'principals: ["*"]') : []),
                  false,
                ),
              ]
            : [],
          related: by
            ? [
                {
                  document: by.resource.document,
                  span: (by.modeNode ?? by.resource.headNode).span,
                  message: 'Plaintext is taken here',
                },
              ]
            : [],
        });
      }
    }
  },
});

/** Istio refuses principals beside service accounts. */
const addPrincipals = (source: Match<SourceField>): boolean =>
  isMap(source.node) && !source.node.alias && !source.fields.has('notServiceAccounts');
