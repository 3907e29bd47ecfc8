import { DEPLOYMENT_MODE_ANNOTATION, readInferenceService } from '../model/inference-service';
import { isBroken } from '../model/workload';
import { entryOf, isMap, isSeq, isUnknown, stringOf } from '../yaml/node';
import { setField } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn, replaceFix } from './fix';

export default defineRule({
  id: 'canary-mode',
  severity: 'error',
  summary: 'spec.canary is used without the annotation for Standard mode',
  sources: [
    'kserve pkg/apis/serving/v1beta1/inference_service_validation.go validateCanarySpecs: spec.canary needs the annotation Standard; Knative mode has canaryTrafficPercent',
  ],
  peers: ['KServe webhook, in a cluster'],
  on: ['InferenceService'],
  check(resource, context) {
    const canary = entryOf(resource.at('spec'), 'canary');
    const { annotations, annotationsUnknown } = resource.read(readInferenceService);
    if (!canary || !isSeq(canary.value) || canary.value.items.length === 0 || annotationsUnknown || isBroken(resource))
      return;
    const mode = entryOf(annotations, DEPLOYMENT_MODE_ANNOTATION)?.value;
    const value = stringOf(mode);
    if (isUnknown(mode) || value === 'Standard' || value === 'RawDeployment') return;
    const metadata = resource.at('metadata');
    context.report({
      at: canary.key,
      message: {
        what: 'spec.canary is for Standard mode only',
        why: `KServe refuses it unless the annotation ${DEPLOYMENT_MODE_ANNOTATION} says Standard, whatever the cluster's default is`,
        todo: 'Set the annotation, or use canaryTrafficPercent of the predictor in Knative mode',
      },
      fixes:
        mode?.kind === 'scalar'
          ? [replaceFix(resource, mode, 'Standard', false)]
          : isMap(metadata) &&
              setField(resource.document.text, metadata, ['annotations', DEPLOYMENT_MODE_ANNOTATION], 'Standard')
            ? [
                fixIn(
                  resource,
                  'Set the deployment mode to Standard',
                  () =>
                    setField(
                      resource.document.text,
                      metadata,
                      ['annotations', DEPLOYMENT_MODE_ANNOTATION],
                      'Standard',
                    ) ?? [],
                  false,
                ),
              ]
            : [],
    });
  },
});
