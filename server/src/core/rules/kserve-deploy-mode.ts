import { goField } from '../model/embedded-json';
import { DEPLOYMENT_MODES } from '../model/inference-service';
import { isKServeConfig, readKServeConfig } from '../model/kserve-config';
import { nearest } from '../model/nearest';
import { defineRule } from './define';
import { fixIn } from './fix';

const FIELD = 'defaultDeploymentMode';
const MODES = ['Knative', 'Standard', 'ModelMesh'];

export default defineRule({
  id: 'kserve-deploy-mode',
  severity: 'error',
  summary:
    "KServe's deploy configuration has no defaultDeploymentMode, or one that KServe does not know (information for names from before 0.16)",
  sources: [
    'kserve pkg/apis/serving/v1beta1/configmap.go NewDeployConfig: the mode is required and must be a known one',
    'kserve pull request 4608, v0.16.0: Serverless is Knative, RawDeployment is Standard',
  ],
  peers: [],
  on: ['ConfigMap'],
  check(resource, context) {
    if (!isKServeConfig(resource, context.platform)) return;
    const entry = resource.read(readKServeConfig).entries.get('deploy');
    const json = entry?.json;
    if (!entry || json?.root?.kind !== 'object' || json.problems.length > 0) return;
    const { root } = json;
    const value = goField(root, FIELD)?.value;
    const text = value?.kind === 'string' ? String(value.value) : '';
    const known = DEPLOYMENT_MODES.get(text);
    if (known && known === text) return;
    const near = known ?? DEPLOYMENT_MODES.get(nearest(text, DEPLOYMENT_MODES.keys()) ?? '');
    const choices = near ? [near] : MODES;
    const set = (mode: string) => () => (value ? json.replace(value, mode) : json.addFirstProperty(root, FIELD, mode));
    context.report({
      at: value ? value.span : entry.entry.key,
      severity: known ? 'information' : undefined,
      message: known
        ? {
            what: `${text} is called ${known} since KServe 0.16`,
            why: 'the old name is still taken',
            todo: `Write ${known} if your KServe is 0.16 or newer`,
          }
        : {
            what: text ? `${text} is no deployment mode` : `${FIELD} ${value ? 'is no mode' : 'is missing'}`,
            why: 'KServe refuses the configuration and reconciles no InferenceService',
            todo: `Write ${choices.join(', ')}`,
          },
      fixes: json.editable
        ? choices.map((mode) => fixIn(resource, `Set ${FIELD} to ${mode}`, set(mode), !!near && !known))
        : [],
    });
  },
});
