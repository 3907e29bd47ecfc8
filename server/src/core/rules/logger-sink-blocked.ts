import { mayAdmit } from '../model/admits';
import { readComponents } from '../model/inference-components';
import { isDryRun, policiesFor } from '../model/policy-scope';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { entryOf, isUnknown, stringOf } from '../yaml/node';
import { defineRule } from './define';

/** A Service of a namespace, by name: `http://broker.eventing`, with what may follow. */
const SINK = /^https?:\/\/[a-z0-9][-a-z0-9]*\.([a-z0-9][-a-z0-9]*)(?:\.svc(?:\.[-a-z0-9.]+)?)?(?::\d+)?(?:\/|$)/;

export default defineRule({
  id: 'logger-sink-blocked',
  severity: 'hint',
  summary: "a logger sends to a namespace whose policies do not let the model's account in",
  sources: [
    'kserve pkg/agent: the logger runs in the pod of the model and sends with its identity',
    'istio-api security/v1: with an ALLOW policy whoever no rule meets gets 403',
  ],
  peers: [],
  on: ['InferenceService'],
  reads: ['AuthorizationPolicy'],
  check(resource, context) {
    if (isBroken(resource) || isPlacedUnknown(resource)) return;
    const own = context.namespaceOf(resource);
    for (const { node } of resource.read(readComponents)) {
      const url = entryOf(entryOf(node, 'logger')?.value, 'url')?.value;
      const namespace = SINK.exec(stringOf(url) ?? '')?.[1];
      const account = entryOf(node, 'serviceAccountName')?.value;
      if (!url || !namespace || isUnknown(node) || isUnknown(account)) continue;
      const allows = policiesFor(context, namespace).filter(
        (each) => each.action !== 'DENY' && each.action !== 'AUDIT',
      );
      // Policies with a selector may not be for the sink; one for the whole namespace is.
      const whole = allows.find(
        (each) =>
          each.action === 'ALLOW' &&
          !each.unknown &&
          !isDryRun(each.resource) &&
          each.selector.labels.size === 0 &&
          !each.selector.unknown,
      );
      if (!whole) continue;
      const { trustDomain } = context.platform;
      const caller = {
        trustDomains: [trustDomain, 'cluster.local'],
        namespace: own,
        accounts: [stringOf(account) ?? 'default'],
      };
      if (allows.some((each) => each.action !== 'ALLOW' || mayAdmit(each, caller))) continue;
      context.report({
        at: url,
        message: {
          what: `No rule of namespace ${namespace} lets this logger in`,
          why: `it sends as account ${caller.accounts[0]} of ${own} and gets 403, so nothing is logged`,
          todo: `Let in ${trustDomain}/ns/${own}/sa/${caller.accounts[0]}`,
        },
        related: [
          { document: whole.resource.document, span: whole.resource.headNode.span, message: 'The policy in the way' },
        ],
      });
    }
  },
});
