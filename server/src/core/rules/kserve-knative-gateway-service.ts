import { goField } from '../model/embedded-json';
import { isKServeConfig, readKServeConfig } from '../model/kserve-config';
import { defineRule } from './define';
import { fixIn } from './fix';

const FIELD = 'knativeLocalGatewayService';

export default defineRule({
  id: 'kserve-knative-gateway-service',
  severity: 'warning',
  summary: "KServe has a local gateway of its own, but is not told Knative's, so its routes lead back to itself",
  sources: [
    'kserve pkg/apis/serving/v1beta1/configmap.go: knativeLocalGatewayService is localGatewayService unless set',
    'kserve ingress_reconciler.go: the top-level VirtualService routes to that Service',
  ],
  peers: [],
  on: ['ConfigMap'],
  check(resource, context) {
    const { platform } = context;
    if (!isKServeConfig(resource, platform)) return;
    const json = resource.read(readKServeConfig).entries.get('ingress')?.json;
    if (json?.root?.kind !== 'object' || json.problems.length > 0) return;
    const { root } = json;
    if (goField(root, 'disableIstioVirtualHost')?.value?.value === true) return;
    const own = goField(root, 'localGatewayService')?.value;
    if (own?.kind !== 'string' || own.value === '' || String(own.value).startsWith('knative-local-gateway.')) return;
    const knative = goField(root, FIELD)?.value;
    const same = knative?.kind === 'string' && knative.value === own.value;
    if (knative && knative.kind !== 'null' && knative.value !== '' && !same) return;
    const service = `knative-local-gateway.${platform.gatewayNamespace}.svc.${platform.clusterDomain}`;
    context.report({
      at: (knative ?? own).span,
      message: {
        what: same ? `${FIELD} is KServe's own gateway` : `${FIELD} is not set beside a local gateway of KServe's own`,
        why: `KServe then routes requests to ${String(own.value)}, from where they came, instead of to Knative`,
        todo: `Set it to ${service}`,
      },
      fixes: json.editable
        ? [
            fixIn(resource, `Set ${FIELD} to ${service}`, () =>
              knative ? json.replace(knative, service) : json.addFirstProperty(root, FIELD, service),
            ),
          ]
        : [],
    });
  },
});
