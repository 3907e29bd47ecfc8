import { readAuthorizationPolicy } from '../model/authorization-policy';
import { readPrincipal } from '../model/policy-format';
import { sourceLists, valuesIn } from '../model/policy-values';
import { addItem } from '../yaml/edit-yaml';
import { isSeq } from '../yaml/node';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'gateway-account-variant',
  severity: 'information',
  summary: 'a rule names one of the two accounts that the ingress gateway may run as',
  sources: [
    'istio manifests/charts/gateway/templates/_helpers.tpl: the account is named like the Helm release',
    'istio manifests/charts/gateways/istio-ingress (istioctl): istio-ingressgateway-service-account',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['ServiceAccount'],
  check(resource, context) {
    const { gatewayNamespace, gatewayServiceAccounts } = context.platform;
    const policy = resource.read(readAuthorizationPolicy);
    for (const { field, value, node, list } of valuesIn(sourceLists(policy, ['principals', 'serviceAccounts']))) {
      const account = readPrincipal(value)?.account ?? /^[^/]+\/([^/]+)$/.exec(value)?.[1];
      if (!account || !gatewayServiceAccounts.includes(account) || list.unknown) continue;
      if (!value.includes(field === 'principals' ? `/ns/${gatewayNamespace}/` : `${gatewayNamespace}/`)) continue;
      const others = gatewayServiceAccounts.filter((each) => each !== account);
      const other = others.find((each) => !list.items.some((item) => item.value?.endsWith(`/${each}`)));
      if (!other) continue;
      const defined = context.inNamespace('ServiceAccount', gatewayNamespace).flatMap((each) => each.name ?? []);
      if (defined.includes(account)) continue;
      const sibling = value.slice(0, -account.length) + other;
      context.report({
        at: node,
        severity: defined.includes(other) ? 'warning' : 'information',
        message: {
          what: `The ingress gateway may run as ${other} instead of ${account}`,
          why: defined.includes(other)
            ? 'the files define that account, so this one likely never matches'
            : 'istioctl and the Helm chart name its account differently, and the wrong name is refused without a word',
          todo: `Name both, or use namespaces: [${gatewayNamespace}]`,
        },
        fixes:
          isSeq(list.node) && !list.node.alias
            ? [
                fixIn(
                  resource,
                  `Add ${sibling}`,
                  () => (isSeq(list.node) ? addItem(resource.document.text, list.node, sibling) : []),
                  false,
                ),
              ]
            : [],
      });
    }
  },
});
