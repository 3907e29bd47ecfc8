import { readAuthorizationPolicy } from '../model/authorization-policy';
import { defineRule } from './define';

const OTHERS = ['principals', 'notPrincipals', 'namespaces', 'notNamespaces'] as const;

export default defineRule({
  id: 'service-accounts-mixed',
  severity: 'error',
  summary: 'one source has serviceAccounts beside principals or namespaces',
  sources: [
    'istio pkg/config/validation/validation.go ValidateAuthorizationPolicy: serviceAccounts not with namespaces or principals',
    'CRD validation rule on source',
  ],
  peers: ['IST0106', 'CRD schema'],
  on: ['AuthorizationPolicy'],
  check(resource, context) {
    for (const { from } of resource.read(readAuthorizationPolicy).rules) {
      for (const { fields } of from ?? []) {
        const accounts = fields.get('serviceAccounts') ?? fields.get('notServiceAccounts');
        const other = OTHERS.find((field) => fields.has(field));
        if (!accounts || !other) continue;
        context.report({
          at: accounts.key,
          message: {
            what: `This source has ${accounts.key.text} beside ${other}`,
            why: 'Istio takes either an account or a namespace or principal in one source, and refuses both together',
            todo: 'Write namespace/account in serviceAccounts, or put the two into separate items of from, of which either may match',
          },
          related: [
            { document: resource.document, span: fields.get(other)!.key.span, message: `${other} stands here` },
          ],
        });
      }
    }
  },
});
