import { mayBeBehindActivator } from '../model/activator-path';
import { type Match, readAuthorizationPolicy, type SourceField } from '../model/authorization-policy';
import { kserveConfigMaps } from '../model/kserve-config';
import { readPodGroups, selectsPods } from '../model/pods';
import { activatorValues } from '../model/policy-reach';
import { isForGateway } from '../model/policy-scope';
import { conditionLists, IDENTITY_FIELDS, operationLists, type PolicyList } from '../model/policy-values';
import { isPlacedUnknown } from '../model/workload';
import { defineRule, type RuleContext } from './define';

const HOST_KEY = /^request\.headers\[(?:host|:authority)\]$/i;

export default defineRule({
  id: 'host-match-behind-activator',
  severity: 'warning',
  summary: "a rule for a model's pods tests the host, which Knative's activator has replaced by then",
  sources: [
    "seen with the activator's own code (knative serving pkg/activator/handler): it rewrites Host to the address of the revision and keeps the old one in K-Original-Host",
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['ConfigMap', 'InferenceService', 'KnativeService'],
  check(resource, context) {
    const policy = resource.read(readAuthorizationPolicy);
    if (isForGateway(policy) || isPlacedUnknown(resource) || (policy.action !== 'ALLOW' && policy.action !== 'DENY'))
      return;
    const lists = [
      ...operationLists(policy, ['hosts', 'notHosts']),
      ...conditionLists(policy, (key) => HOST_KEY.test(key)),
    ].filter(({ list, rule }) => !rule.unknown && !list.items.every((item) => item.value === '*'));
    const meant = lists.filter((list) => mayComeThroughActivator(list, context));
    if (meant.length === 0) return;
    const namespace = context.namespaceOf(resource);
    const model = (['InferenceService', 'KnativeService'] as const)
      .flatMap((kind) => context.inNamespace(kind, namespace))
      .find(
        (each) =>
          mayBeBehindActivator(each, context.platform, () => context.derive(kserveConfigMaps)) &&
          each.read(readPodGroups).some((pods) => selectsPods(policy.selector, pods) === true),
      );
    if (!model) return;
    for (const { list, field } of meant) {
      const negative = field.startsWith('not') || list.key.text === 'notValues';
      const passes = (policy.action === 'ALLOW') === negative;
      context.report({
        at: list.key,
        message: {
          what: `${field} never sees the host that the caller asked for when the activator is on the path to ${model.name ?? 'the model'}`,
          why: `the activator sends its own Host header, so ${passes ? 'such requests pass' : policy.action === 'DENY' ? 'such requests are refused whatever their host' : 'such requests are refused'}`,
          todo: 'Test paths or callers here, and hosts at the gateway',
        },
        related: [{ document: model.document, span: model.headNode.span, message: 'Behind the activator' }],
      });
    }
  },
});

/** A rule for named callers other than the activator is not about requests that it forwards. */
function mayComeThroughActivator({ rule }: PolicyList, { platform }: RuleContext): boolean {
  const named = (source: Match<SourceField>) => IDENTITY_FIELDS.some((field) => source.fields.has(field));
  return !rule.from || rule.from.some((source) => !named(source) || activatorValues(source, platform).length > 0);
}
