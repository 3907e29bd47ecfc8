import { readAuthorizationPolicy } from '../model/authorization-policy';
import { isForeignClass, runsOnKnative } from '../model/burst-capacity';
import { readComponents } from '../model/inference-components';
import { TARGET_BURST_CAPACITY } from '../model/inference-service';
import { kserveConfigMaps } from '../model/kserve-config';
import { reaches, tellsCallersApart } from '../model/policy-reach';
import { isPlacedUnknown } from '../model/workload';
import { entryOf, isScalar, stringOf, type YamlNode } from '../yaml/node';
import { defineRule } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'tbc-zero-scale-to-zero',
  severity: 'warning',
  summary:
    'target burst capacity 0 together with scale to zero: the activator is back on the path whenever no pod runs (information where no policy asks who calls)',
  sources: [
    'knative serving pkg/reconciler/autoscaling/kpa/kpa.go: Serve state needs a desired scale above zero',
    'knative serving config-autoscaler target-burst-capacity: at zero pods the activator is always on the path',
  ],
  peers: [],
  on: ['InferenceService'],
  reads: ['AuthorizationPolicy', 'ConfigMap'],
  check(resource, context) {
    const { platform } = context;
    const own = resource.at('metadata', 'annotations');
    for (const { node } of resource.read(readComponents)) {
      const min = entryOf(node, 'minReplicas')?.value;
      if (!isScalar(min) || min.value !== 0 || isForeignClass(resource)) continue;
      const tbc = written(entryOf(node, 'annotations')?.value) ?? written(own);
      if (stringOf(tbc) === undefined || Number(stringOf(tbc)) !== 0) continue;
      if (!runsOnKnative(resource, platform, () => context.derive(kserveConfigMaps))) continue;
      const locked =
        !isPlacedUnknown(resource) &&
        context
          .inNamespace('AuthorizationPolicy', context.namespaceOf(resource))
          .map((each) => each.read(readAuthorizationPolicy))
          .some(
            (each) =>
              !isPlacedUnknown(each.resource) && tellsCallersApart(each, platform) && reaches(each.selector, resource),
          );
      context.report({
        at: min,
        severity: locked ? undefined : 'information',
        message: {
          what: 'Scale to zero brings the activator back, in spite of target burst capacity "0"',
          why: `while no pod runs every request waits in the activator and then arrives as ${platform.knativeNamespace}, whoever sent it`,
          todo: 'Set minReplicas to 1 to keep the activator off the path',
        },
        fixes: min.alias
          ? []
          : [fixIn(resource, 'Set minReplicas to 1', () => ({ span: min.span, newText: '1' }), false)],
      });
    }
  },
});

const written = (map: YamlNode | undefined): YamlNode | undefined =>
  TARGET_BURST_CAPACITY.map((key) => entryOf(map, key)?.value).find((each) => each);
