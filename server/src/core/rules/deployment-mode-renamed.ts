import { DEPLOYMENT_MODE_ANNOTATION, DEPLOYMENT_MODES, readInferenceService } from '../model/inference-service';
import { entryOf, isScalar, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'deployment-mode-renamed',
  severity: 'information',
  summary: 'the deployment mode has its name from before KServe 0.16',
  sources: [
    'kserve pull request 4608, v0.16.0: Serverless is Knative now, RawDeployment is Standard; the old names are still taken',
  ],
  peers: [],
  on: ['InferenceService'],
  check(resource, context) {
    const node = entryOf(resource.read(readInferenceService).annotations, DEPLOYMENT_MODE_ANNOTATION)?.value;
    const value = stringOf(node);
    if (!isScalar(node) || (value !== 'Serverless' && value !== 'RawDeployment')) return;
    const name = DEPLOYMENT_MODES.get(value)!;
    context.report({
      at: node,
      message: {
        what: `Deployment mode ${value} is called ${name} since KServe 0.16`,
        why: 'the old name is still taken',
        todo: `Write ${name} if your KServe is 0.16 or newer`,
      },
      fixes: node.alias ? [] : [replaceFix(resource, node, name, false)],
    });
  },
});
