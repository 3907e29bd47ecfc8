import { goField } from '../model/embedded-json';
import { defaultDeploymentMode, INGRESS_FIELDS, isKServeConfig, readKServeConfig } from '../model/kserve-config';
import { defineRule } from './define';

const FIELDS = [
  'disableIstioVirtualHost',
  'localGateway',
  'localGatewayService',
  'knativeLocalGatewayService',
] as const;

export default defineRule({
  id: 'kserve-virtual-host-mode',
  severity: 'hint',
  summary:
    "settings of KServe's top-level VirtualService are changed, though the default mode is Standard, which has none",
  sources: [
    'kserve config/configmap/inferenceservice.yaml: local gateways and the Istio virtual host are for Knative mode',
  ],
  peers: [],
  on: ['ConfigMap'],
  check(resource, context) {
    if (!isKServeConfig(resource, context.platform)) return;
    const json = resource.read(readKServeConfig).entries.get('ingress')?.json;
    if (json?.root?.kind !== 'object' || json.problems.length > 0) return;
    if (defaultDeploymentMode([resource], context.platform) !== 'Standard') return;
    for (const field of FIELDS) {
      const property = goField(json.root, field);
      const shipped = INGRESS_FIELDS.find((each) => each.name === field)?.shipped;
      const value = property?.value?.value;
      if (!property || value === shipped || value === '' || (typeof value !== 'string' && value !== true)) continue;
      context.report({
        at: property.key.span,
        message: {
          what: `${field} counts in Knative mode only`,
          why: 'this configuration makes Standard the default, where a model has an Ingress or an HTTPRoute instead of a top-level VirtualService',
          todo: 'Leave it if some InferenceServices choose Knative by annotation; otherwise it does nothing',
        },
      });
    }
  },
});
