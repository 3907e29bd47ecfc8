import { knownMode } from '../model/deployment-mode';
import { readComponents } from '../model/inference-components';
import { kserveConfigMaps } from '../model/kserve-config';
import { entryOf, isScalar, isUnknown, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix, replaceFix } from './fix';

const METRICS: ReadonlySet<string> = new Set(['cpu', 'memory', 'concurrency', 'rps']);
const CONCURRENCY = ['concurrency', 'rps'] as const;
const RESOURCES = ['cpu', 'memory'] as const;

export default defineRule({
  id: 'scale-metric-mode',
  severity: 'error',
  summary: 'scaleMetric is one that the autoscaler of this deployment mode does not take',
  sources: [
    'kserve pkg/apis/serving/v1beta1/inference_service_validation.go validateAutoScalingCompExtension: Knative takes concurrency and rps (cpu and memory by HPA), Standard with hpa cpu and memory, keda no scaleMetric',
  ],
  peers: ['KServe webhook, in a cluster'],
  on: ['InferenceService'],
  reads: ['ConfigMap'],
  check(resource, context) {
    const components = resource
      .read(readComponents)
      .filter(({ node }) => stringOf(entryOf(node, 'scaleMetric')?.value));
    if (components.length === 0) return;
    const known = knownMode(resource, context.platform, () => context.derive(kserveConfigMaps));
    const annotations = resource.at('metadata', 'annotations');
    if (!known || known.mode === 'ModelMesh' || isUnknown(annotations)) return;
    const own = entryOf(annotations, 'serving.kserve.io/autoscalerClass')?.value;
    const knative = entryOf(annotations, 'autoscaling.knative.dev/class')?.value;
    if (isUnknown(own) || isUnknown(knative)) return;
    for (const { node } of components) {
      const metric = entryOf(node, 'scaleMetric')!;
      const value = stringOf(metric.value)!;
      if (!isScalar(metric.value) || !METRICS.has(value)) continue;
      const scalar = metric.value;
      const keda = known.mode === 'Standard' && stringOf(own) === 'keda';
      const hpa =
        known.mode === 'Standard' ? stringOf(own) === 'hpa' : stringOf(knative) === 'hpa.autoscaling.knative.dev';
      const allowed: readonly string[] | undefined = keda
        ? []
        : hpa
          ? RESOURCES
          : known.mode === 'Knative'
            ? CONCURRENCY
            : undefined;
      if (!allowed || allowed.includes(value)) continue;
      const scaler = keda ? 'KEDA' : hpa ? 'HPA' : "Knative's autoscaler";
      context.report({
        at: scalar,
        severity: known.from === 'default' ? 'warning' : undefined,
        message: {
          what: keda ? 'scaleMetric does not go with KEDA' : `${scaler} does not scale by ${value}`,
          why: `KServe refuses the object in ${known.mode} mode${known.from === 'default' ? ', which is taken to be the default' : ''}`,
          todo: keda
            ? 'Describe the metric under autoScaling instead'
            : `Use ${allowed.join(' or ')}${hpa ? '' : ', or choose the HPA class'}`,
        },
        fixes: keda
          ? removeKeyFix(resource, node, 'scaleMetric', 'Remove scaleMetric')
          : scalar.alias
            ? []
            : allowed.map((each) => replaceFix(resource, scalar, each, false)),
      });
    }
  },
});
