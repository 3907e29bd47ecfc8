import { isUnknown } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

/** kserve pkg/apis/serving/v1beta1/inference_service_validation.go IsvcNameFmt. */
const NAME = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;

export default defineRule({
  id: 'isvc-name-invalid',
  severity: 'error',
  summary: "an InferenceService's name is not lower-case letters, digits and hyphens, beginning with a letter",
  sources: [
    'kserve pkg/apis/serving/v1beta1/inference_service_validation.go: the name becomes part of host names; a digit may not come first',
  ],
  peers: ['KServe webhook, in a cluster'],
  on: ['InferenceService'],
  check(resource, context) {
    const { name, nameNode } = resource;
    if (name === undefined || !nameNode || isUnknown(nameNode) || name === '' || NAME.test(name)) return;
    const better = name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .replace(/^(?=\d)/, 'model-');
    context.report({
      at: nameNode,
      message: {
        what: `${name} is no name for an InferenceService`,
        why: 'KServe takes lower-case letters, digits and hyphens, with a letter first and no hyphen last, and refuses the object otherwise',
        todo: NAME.test(better) ? `Call it ${better}` : 'Choose another name',
      },
      fixes: NAME.test(better) && !nameNode.alias ? [replaceFix(resource, nameNode, better, false)] : [],
    });
  },
});
