import { goField } from '../model/embedded-json';
import { isKServeConfig, readKServeConfig } from '../model/kserve-config';
import { defineRule } from './define';
import { fixIn } from './fix';

const FIELD = 'ingressGateway';

export default defineRule({
  id: 'kserve-ingress-gateway-missing',
  severity: 'error',
  summary: "KServe's ingress configuration names no ingressGateway, which it refuses",
  sources: [
    'kserve pkg/apis/serving/v1beta1/configmap.go NewIngressConfig: without ingressGateway the whole configuration is an error',
  ],
  peers: [],
  on: ['ConfigMap'],
  check(resource, context) {
    if (!isKServeConfig(resource, context.platform)) return;
    const ingress = resource.read(readKServeConfig).entries.get('ingress');
    const json = ingress?.json;
    if (!ingress || json?.root?.kind !== 'object' || json.problems.length > 0) return;
    const { root } = json;
    const value = goField(root, FIELD)?.value;
    // Another type is kserve-ingress-unknown-key's to report.
    if (value && value.kind !== 'null' && !(value.kind === 'string' && value.value === '')) return;
    const gateway = `${context.platform.knativeNamespace}/knative-ingress-gateway`;
    context.report({
      at: value ? value.span : ingress.entry.key,
      message: {
        what: `ingress ${value ? 'has an empty' : 'lacks'} ${FIELD}`,
        why: 'KServe has no default for it, refuses the whole configuration and reconciles no InferenceService',
        todo: `Name the gateway of your external traffic, normally ${gateway}`,
      },
      fixes: json.editable
        ? [
            fixIn(resource, `Set ${FIELD} to ${gateway}`, () =>
              value ? json.replace(value, gateway) : json.addFirstProperty(root, FIELD, gateway),
            ),
          ]
        : [],
    });
  },
});
