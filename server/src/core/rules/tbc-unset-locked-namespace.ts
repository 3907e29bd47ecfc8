import { readAuthorizationPolicy } from '../model/authorization-policy';
import { componentsWithoutBurstCapacity, isForeignClass, runsOnKnative } from '../model/burst-capacity';
import { TARGET_BURST_CAPACITY } from '../model/inference-service';
import { kserveConfigMaps } from '../model/kserve-config';
import { reaches, tellsCallersApart } from '../model/policy-reach';
import { isPlacedUnknown } from '../model/workload';
import { isMap } from '../yaml/node';
import { setField } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'tbc-unset-locked-namespace',
  severity: 'warning',
  summary:
    'a model behind an identity-based AuthorizationPolicy leaves the target burst capacity at its default, so the activator hides who calls',
  sources: [
    'knative serving config-autoscaler: target-burst-capacity is 211 unless set, so a revision of one or two pods stays behind the activator',
    "seen with Knative's own activator: what it forwards arrives with the identity of knative-serving",
  ],
  peers: [],
  on: ['InferenceService'],
  reads: ['AuthorizationPolicy', 'ConfigMap'],
  check(resource, context) {
    const { platform } = context;
    if (platform.targetBurstCapacity === 0 || isForeignClass(resource) || isPlacedUnknown(resource)) return;
    if (componentsWithoutBurstCapacity(resource).length === 0) return;
    if (!runsOnKnative(resource, platform, () => context.derive(kserveConfigMaps))) return;
    const policy = context
      .inNamespace('AuthorizationPolicy', context.namespaceOf(resource))
      .map((each) => each.read(readAuthorizationPolicy))
      .find(
        (each) =>
          !isPlacedUnknown(each.resource) && tellsCallersApart(each, platform) && reaches(each.selector, resource),
      );
    if (!policy) return;
    const [annotation] = TARGET_BURST_CAPACITY;
    const name = policy.resource.name ?? 'without a name';
    context.report({
      at: resource.headNode,
      message: {
        what: 'No target burst capacity is set',
        why: `Knative's default (${platform.targetBurstCapacity}) keeps the activator in front of small deployments, and through it every caller arrives as ${platform.knativeNamespace}, so AuthorizationPolicy ${name} cannot tell callers apart`,
        todo: `Set the annotation ${annotation} to "0"`,
      },
      fixes: [
        fixIn(
          resource,
          'Set the target burst capacity to "0"',
          () => {
            const metadata = resource.at('metadata');
            return (
              (isMap(metadata) && setField(resource.document.text, metadata, ['annotations', annotation], '0')) || []
            );
          },
          false,
        ),
      ],
      related: [
        {
          document: policy.resource.document,
          span: policy.resource.headNode.span,
          message: 'This policy asks who calls',
        },
      ],
    });
  },
});
