import { readAuthorizationPolicy } from '../model/authorization-policy';
import { burstCapacityEntries, isForeignClass, runsOnKnative } from '../model/burst-capacity';
import { kserveConfigMaps } from '../model/kserve-config';
import { reaches, tellsCallersApart } from '../model/policy-reach';
import { isPlacedUnknown } from '../model/workload';
import { isScalar, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'tbc-minus-one-lockdown',
  severity: 'warning',
  summary: 'target burst capacity -1 on a model whose policy asks who calls: the activator hides every caller',
  sources: [
    'knative serving pkg/autoscaler/scaling/autoscaler.go: -1 keeps the activator on the path always',
    "seen with Knative's own activator: what it forwards arrives with its identity",
  ],
  peers: [],
  on: ['InferenceService'],
  reads: ['AuthorizationPolicy', 'ConfigMap'],
  check(resource, context) {
    const { platform } = context;
    if (isForeignClass(resource) || isPlacedUnknown(resource)) return;
    for (const { value } of burstCapacityEntries(resource)) {
      if (!isScalar(value) || stringOf(value) === undefined || Number(value.value) !== -1) continue;
      if (!runsOnKnative(resource, platform, () => context.derive(kserveConfigMaps))) return;
      const policy = context
        .inNamespace('AuthorizationPolicy', context.namespaceOf(resource))
        .map((each) => each.read(readAuthorizationPolicy))
        .find(
          (each) =>
            !isPlacedUnknown(each.resource) && tellsCallersApart(each, platform) && reaches(each.selector, resource),
        );
      if (!policy) continue;
      context.report({
        at: value,
        message: {
          what: 'Target burst capacity "-1" keeps the activator on the path for good',
          why: `every request arrives as ${platform.knativeNamespace}, so AuthorizationPolicy ${policy.resource.name ?? ''} cannot tell callers apart`,
          todo: 'Write "0" to let callers reach the pods themselves',
        },
        fixes: value.alias ? [] : [replaceFix(resource, value, '0', false)],
        related: [
          {
            document: policy.resource.document,
            span: policy.resource.headNode.span,
            message: 'This policy asks who calls',
          },
        ],
      });
    }
  },
});
