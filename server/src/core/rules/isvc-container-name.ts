import { readComponents, STANDARD_PREDICTORS } from '../model/inference-components';
import { entryOf, isScalar, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix } from './fix';

export default defineRule({
  id: 'isvc-container-name',
  severity: 'error',
  summary: 'a standard predictor gives its container a name, which KServe refuses',
  sources: ['kserve pkg/apis/serving/v1beta1/inference_service_validation.go validatePredictor'],
  peers: ['KServe webhook, in a cluster'],
  on: ['InferenceService'],
  check(resource, context) {
    const predictor = resource.read(readComponents).find(({ name }) => name === 'predictor');
    for (const key of STANDARD_PREDICTORS) {
      const node = entryOf(predictor?.node, key)?.value;
      const name = entryOf(node, 'name');
      if (!name || !isScalar(name.value) || !stringOf(name.value)) continue;
      const format = stringOf(name.value);
      context.report({
        at: name.key,
        message: {
          what: `${key} may not have a name`,
          why: 'KServe names the container of a standard predictor itself and refuses the object',
          todo:
            key === 'model' && !entryOf(node, 'modelFormat')
              ? `Remove it; the model's format belongs under modelFormat.name if ${format} is one`
              : 'Remove it',
        },
        fixes: removeKeyFix(resource, node, 'name', 'Remove name', true),
      });
    }
  },
});
