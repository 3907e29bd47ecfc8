import { readAuthorizationPolicy } from '../model/authorization-policy';
import { likelySlip } from '../model/nearest';
import { POD_KINDS, podGroupsIn } from '../model/pods';
import { readPrincipal } from '../model/policy-format';
import { conditionLists, sourceLists, valuesIn } from '../model/policy-values';
import { entryOf, stringOf } from '../yaml/node';
import { defineRule, type RuleContext } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'principal-unknown-account',
  severity: 'warning',
  summary: 'a principal names an account that the files do not have, but one of nearly the same name',
  sources: ['istio-api security/v1 Source.principals: compared letter by letter'],
  peers: ['KIA0106'],
  on: ['AuthorizationPolicy'],
  reads: [...POD_KINDS, 'ServiceAccount'],
  fromAbsence: true,
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    const values = valuesIn([
      ...sourceLists(policy, ['principals', 'notPrincipals', 'serviceAccounts', 'notServiceAccounts']),
      ...conditionLists(policy, (key) => key === 'source.principal' || key === 'source.serviceAccount'),
    ]);
    const byNamespace = new Map<string, ReadonlySet<string>>();
    for (const { value, node, field } of values) {
      const named = /serviceAccount/i.test(field)
        ? readAccount(value, context.namespaceOf(resource))
        : readPrincipal(value);
      if (!named) continue;
      const known = byNamespace.get(named.namespace) ?? accountsIn(context, named.namespace);
      byNamespace.set(named.namespace, known);
      if (known.size === 0) continue;
      const right = likelySlip(named.account, known, ['default']);
      if (!right) continue;
      context.report({
        at: node,
        absent: { kind: 'ServiceAccount', namespace: named.namespace, name: named.account },
        message: {
          what: `No account ${named.account} is known in namespace ${named.namespace}`,
          why: `${right} is, and names are compared letter by letter`,
          todo: `Write ${right} if that is meant`,
        },
        fixes: [replaceFix(resource, node, value.slice(0, -named.account.length) + right, false)],
      });
    }
  },
});

function readAccount(value: string, own: string): { namespace: string; account: string } | undefined {
  const parts = value.split('/');
  if (parts.length > 2 || value.includes('*') || value === '') return undefined;
  return parts.length === 2 ? { namespace: parts[0]!, account: parts[1]! } : { namespace: own, account: value };
}

/** Accounts that files define or pods run as. */
function accountsIn(context: RuleContext, namespace: string): ReadonlySet<string> {
  const { platform } = context;
  return new Set([
    ...context.inNamespace('ServiceAccount', namespace).flatMap((each) => each.name ?? []),
    ...podGroupsIn(context, namespace).flatMap(
      (pods) => stringOf(entryOf(pods.podSpec, 'serviceAccountName')?.value) ?? [],
    ),
    ...(namespace === platform.gatewayNamespace ? platform.gatewayServiceAccounts : []),
    ...(namespace === platform.knativeNamespace ? ['activator', 'controller'] : []),
  ]);
}
