import { DEPLOYMENT_MODE_ANNOTATION, DEPLOYMENT_MODES, readInferenceService } from '../model/inference-service';
import { nearest } from '../model/nearest';
import { entryOf, isScalar, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

const MODES = ['Knative', 'Standard', 'ModelMesh'] as const;
/** What people write for a mode, in lower case and without separators. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ['knative', 'Knative'],
  ['serverless', 'Knative'],
  ['standard', 'Standard'],
  ['raw', 'Standard'],
  ['rawdeployment', 'Standard'],
  ['rawkubernetes', 'Standard'],
  ['kubernetes', 'Standard'],
  ['deployment', 'Standard'],
  ['modelmesh', 'ModelMesh'],
]);

export default defineRule({
  id: 'deployment-mode-unknown',
  severity: 'error',
  summary: "the deployment mode annotation holds no mode of KServe's, so the cluster's default is taken",
  sources: [
    'kserve pkg/controller/v1beta1/inferenceservice/utils GetDeploymentMode: any other value falls back to deploy.defaultDeploymentMode without a word; case matters',
  ],
  peers: [],
  on: ['InferenceService'],
  check(resource, context) {
    const node = entryOf(resource.read(readInferenceService).annotations, DEPLOYMENT_MODE_ANNOTATION)?.value;
    const value = stringOf(node);
    if (value === undefined || !isScalar(node) || DEPLOYMENT_MODES.has(value)) return;
    const meant = MEANT.get(value.trim().toLowerCase().replace(/[-_ ]/g, '')) ?? nearestMode(value);
    context.report({
      at: node,
      message: {
        what: `${value} is no deployment mode`,
        why: "KServe takes the cluster's default instead and says nothing, so the model may run behind another network path than its policies expect",
        todo: meant ? `Write ${meant}` : `Write one of ${MODES.join(', ')}`,
      },
      fixes: node.alias
        ? []
        : (meant ? [meant] : MODES).map((mode) => replaceFix(resource, node, mode, meant !== undefined)),
    });
  },
});

function nearestMode(value: string): string | undefined {
  const near = nearest(value, DEPLOYMENT_MODES.keys());
  const mode = near === undefined ? undefined : DEPLOYMENT_MODES.get(near);
  return mode;
}
