import { goField } from '../model/embedded-json';
import { isKServeConfig, readKServeConfig } from '../model/kserve-config';
import { defineRule } from './define';
import { fixIn } from './fix';

const FIELD = 'kserveIngressGateway';
/** What KServe's own manifest ships. */
const SHIPPED = 'kserve/kserve-ingress-gateway';
const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

export default defineRule({
  id: 'kserve-gateway-api-incomplete',
  severity: 'error',
  summary:
    "KServe's ingress configuration turns the Gateway API on without a kserveIngressGateway of the form namespace/name",
  sources: [
    'kserve pkg/apis/serving/v1beta1/configmap.go validateIngressGateway: required with enableGatewayApi, two DNS labels and a slash',
  ],
  peers: [],
  on: ['ConfigMap'],
  check(resource, context) {
    if (!isKServeConfig(resource, context.platform)) return;
    const json = resource.read(readKServeConfig).entries.get('ingress')?.json;
    if (json?.root?.kind !== 'object' || json.problems.length > 0) return;
    const { root } = json;
    const on = goField(root, 'enableGatewayApi');
    if (on?.value?.value !== true) return;
    const value = goField(root, FIELD)?.value;
    if (value && value.kind !== 'string' && value.kind !== 'null') return;
    const text = value?.kind === 'string' ? String(value.value) : '';
    const parts = text.split('/');
    if (parts.length === 2 && parts.every((part) => DNS_LABEL.test(part))) return;
    const missing = text === '';
    context.report({
      at: missing && !value ? on.value.span : (value ?? on.value).span,
      message: {
        what: missing
          ? `The Gateway API is on, but ${FIELD} ${value ? 'is empty' : 'is missing'}`
          : `${text} is not of the form namespace/name`,
        why: 'KServe refuses the whole configuration and reconciles no InferenceService',
        todo: `Name the Gateway of KServe, as ${SHIPPED}`,
      },
      fixes: json.editable
        ? [
            fixIn(
              resource,
              `Set ${FIELD} to ${SHIPPED}`,
              () => (value ? json.replace(value, SHIPPED) : json.addFirstProperty(root, FIELD, SHIPPED)),
              missing,
            ),
          ]
        : [],
    });
  },
});
