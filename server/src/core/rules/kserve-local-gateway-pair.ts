import { goField, type JsonNode } from '../model/embedded-json';
import { defaultDeploymentMode, isKServeConfig, readKServeConfig } from '../model/kserve-config';
import { defineRule, type Fix } from './define';
import { fixIn } from './fix';

const GATEWAY = 'localGateway';
const SERVICE = 'localGatewayService';
const KNATIVE = 'knative-local-gateway';

export default defineRule({
  id: 'kserve-local-gateway-pair',
  severity: 'error',
  summary: "KServe's localGateway and localGatewayService do not belong together, or one of them is missing",
  sources: [
    'kserve pkg/controller/v1beta1/inferenceservice/reconcilers/ingress/ingress_reconciler.go: the Service gets the requests, the Gateway is bound to the VirtualService',
    'kserve issue 4387: one changed without the other leaves the top-level host without a route',
  ],
  peers: [],
  on: ['ConfigMap'],
  check(resource, context) {
    const { platform } = context;
    if (!isKServeConfig(resource, platform)) return;
    const ingress = resource.read(readKServeConfig).entries.get('ingress');
    const json = ingress?.json;
    if (!ingress || json?.root?.kind !== 'object' || json.problems.length > 0) return;
    const { root } = json;
    // Without a top-level VirtualService neither is used; without ingressGateway the whole object is refused first.
    if (goField(root, 'disableIstioVirtualHost')?.value?.value === true) return;
    if (goField(root, 'enableGatewayApi')?.value?.value === true || !textOf(root, 'ingressGateway')) return;
    const mode = defaultDeploymentMode([resource], platform);
    if (mode !== undefined && mode !== 'Knative') return;
    const gateway = textOf(root, GATEWAY);
    const service = textOf(root, SERVICE);
    if (gateway === undefined || service === undefined) return;
    const { knativeNamespace, gatewayNamespace, clusterDomain } = platform;
    const set = (field: string, value: string): Fix[] => {
      const node = goField(root, field)?.value;
      return json.editable
        ? [
            fixIn(
              resource,
              `Set ${field} to ${value}`,
              () => (node ? json.replace(node, value) : json.addFirstProperty(root, field, value)),
              false,
            ),
          ]
        : [];
    };
    const [namespace, name, ...rest] = gateway.split('/');
    const at = (field: string) => goField(root, field)?.value?.span ?? ingress.entry.key;
    const suggestedService =
      gateway === '' || name === KNATIVE
        ? `${KNATIVE}.${gatewayNamespace}.svc.${clusterDomain}`
        : `${name}.${namespace}.svc.${clusterDomain}`;
    const serviceName = service.split('.')[0]!;
    const suggestedGateway =
      service === '' || serviceName === KNATIVE
        ? `${knativeNamespace}/${KNATIVE}`
        : `${service.split('.')[1] ?? gatewayNamespace}/${serviceName}`;
    const empty = gateway === '' ? GATEWAY : service === '' ? SERVICE : undefined;
    if (empty) {
      context.report({
        at: at(empty),
        message: {
          what: `${empty} ${goField(root, empty)?.value ? 'is empty' : 'is missing'}`,
          why:
            empty === GATEWAY
              ? 'the top-level VirtualService of each model is bound to a gateway without a name, which Istio refuses'
              : 'the top-level Service of each model leads nowhere',
          todo: 'Set localGateway and localGatewayService together, or turn the top-level host off by disableIstioVirtualHost',
        },
        fixes: set(empty, empty === GATEWAY ? suggestedGateway : suggestedService),
      });
      return;
    }
    if (!namespace || !name || rest.length > 0) {
      context.report({
        at: at(GATEWAY),
        message: {
          what: `${gateway} is not of the form namespace/name`,
          why: 'the top-level VirtualService is bound to a Gateway that Istio does not find',
          todo: `Write it like ${suggestedGateway}`,
        },
        fixes: set(GATEWAY, suggestedGateway),
      });
      return;
    }
    if ((name === KNATIVE) === (serviceName === KNATIVE)) return;
    const own = name === KNATIVE ? SERVICE : GATEWAY;
    const left = own === GATEWAY ? SERVICE : GATEWAY;
    context.report({
      at: at(left),
      message: {
        what: `${own} names a gateway of its own, and ${left} is still Knative's`,
        why: 'requests arrive where no route waits for them, so the top-level host of every model answers 404',
        todo: 'Set both, or neither',
      },
      fixes: set(left, left === SERVICE ? suggestedService : suggestedGateway),
    });
  },
});

/** `''` when missing or null; `undefined` for another type, which another rule reports. */
function textOf(root: JsonNode, field: string): string | undefined {
  const value = goField(root, field)?.value;
  if (!value || value.kind === 'null') return '';
  return value.kind === 'string' ? String(value.value) : undefined;
}
