import { claimKeys } from '../model/claim-routes';
import { readGateway } from '../model/gateway';
import { gatewayPodNamespace } from '../model/gateway-pods';
import { given } from '../model/given';
import { areApart } from '../model/policy-scope';
import type { Resource } from '../model/resource';
import { readSelector, type Selector } from '../model/selector';
import { readVirtualService } from '../model/virtual-service';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { hasUnknown, isUnknown } from '../yaml/node';
import { defineRule, type RuleContext } from './define';

export default defineRule({
  id: 'claim-route-without-jwt',
  severity: 'warning',
  summary:
    'a route looks into a token, and no RequestAuthentication reads tokens at its Gateway (hint: the files have none)',
  sources: [
    'istio docs, security/authentication/jwt-route: claims are there only where a RequestAuthentication read the token at the gateway',
  ],
  peers: ['IST0149'],
  on: ['VirtualService'],
  reads: ['Deployment', 'Gateway', 'RequestAuthentication', 'Service'],
  fromAbsence: true,
  check(resource, context) {
    const [key] = claimKeys(resource);
    if (!key || isBroken(resource) || isPlacedUnknown(resource)) return;
    const { gateways, unknown } = resource.read(readVirtualService);
    if (unknown) return;
    const here = context.namespaceOf(resource);
    const all = context.all('RequestAuthentication');
    for (const { text } of gateways) {
      if (text === 'mesh') continue;
      const [namespace = '', name = ''] = text.includes('/') ? text.split('/') : [here, text];
      const found = context.inNamespace('Gateway', namespace).filter((each) => each.name === name);
      const [gateway] = found;
      if (!gateway || found.length > 1 || hasUnknown(gateway.at('spec', 'selector'))) continue;
      const pods = gatewayPodNamespace(context, gateway.read(readGateway));
      if (pods === undefined || all.some((each) => mayReadAt(each, gateway, pods, context))) continue;
      const [other] = all;
      context.report({
        at: key,
        severity: other ? 'warning' : 'hint',
        message: {
          what: other
            ? `No RequestAuthentication reads tokens at Gateway ${namespace}/${name}`
            : `${key.text} needs a RequestAuthentication for the pods of Gateway ${namespace}/${name}, and the files have none`,
          why: 'tokens are not looked at there, so this never matches',
          todo: `Add a RequestAuthentication in ${pods} with the gateway's labels and the issuer of the tokens`,
        },
        related: [
          { document: gateway.document, span: gateway.headNode.span, message: 'The Gateway' },
          ...(other
            ? [{ document: other.document, span: other.headNode.span, message: 'This one is for other pods' }]
            : []),
        ],
      });
      return;
    }
  },
});

/** The policy may be for the gateway's pods, whatever cannot be known being taken for yes. */
function mayReadAt(policy: Resource, gateway: Resource, pods: string, context: RuleContext): boolean {
  const spec = policy.at('spec');
  const place = context.namespaceOf(policy);
  if (isPlacedUnknown(policy) || isUnknown(spec)) return true;
  if (place !== pods && place !== context.platform.rootNamespace) return false;
  // Attached to something else by name; what cannot be told apart counts.
  if (given(policy.at('spec', 'targetRefs')) !== 'no' || given(policy.at('spec', 'targetRef')) !== 'no') return true;
  const selector = readSelector(spec);
  const theirs: Selector = { node: undefined, labels: gateway.read(readGateway).selector, unknown: false };
  return selector.unknown || !areApart(selector, theirs);
}
