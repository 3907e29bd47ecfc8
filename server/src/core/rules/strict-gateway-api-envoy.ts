import { goField } from '../model/embedded-json';
import { kserveConfigMaps, readKServeConfig } from '../model/kserve-config';
import { selectsObject, strictNode } from '../model/strict-reach';
import { isPlacedUnknown } from '../model/workload';
import { stringOf } from '../yaml/node';
import { defineRule, type RuleContext } from './define';

export default defineRule({
  id: 'strict-gateway-api-envoy',
  severity: 'warning',
  summary: 'STRICT is set for models that a Gateway outside the mesh sends plaintext to',
  sources: [
    'kserve charts/kserve-resources ingress_gateway: the GatewayClass is envoy unless set otherwise',
    'seen with a real Envoy: STRICT closes plaintext connections',
  ],
  peers: [],
  on: ['PeerAuthentication'],
  reads: ['ConfigMap', 'GatewayApiGateway', 'GatewayClass', 'InferenceService'],
  check(resource, context) {
    const node = strictNode(resource, context.platform.rootNamespace);
    if (!node || isPlacedUnknown(resource)) return;
    const gateway = kserveGateway(context);
    const name = stringOf(gateway?.at('spec', 'gatewayClassName'));
    if (!gateway || !name || isIstioClass(name, context)) return;
    const namespace = context.namespaceOf(resource);
    const services =
      namespace === context.platform.rootNamespace
        ? context.all('InferenceService')
        : context.inNamespace('InferenceService', namespace);
    const model = services.find((each) => !isPlacedUnknown(each) && selectsObject(resource, each));
    if (!model) return;
    context.report({
      at: node,
      message: {
        what: `With STRICT, the Gateway ${gateway.name ?? ''} cannot reach ${model.name ?? 'the model'}`,
        why: `its class ${name} is not Istio's, so it sends plaintext, which STRICT refuses`,
        todo: 'Use a GatewayClass of Istio, or PERMISSIVE for the pods of the model',
      },
      related: [
        {
          document: gateway.document,
          span: (gateway.at('spec', 'gatewayClassName') ?? gateway.headNode).span,
          message: 'The class of the Gateway',
        },
      ],
    });
  },
});

/** The Gateway that KServe's ConfigMap names, when it uses the Gateway API. */
function kserveGateway(context: RuleContext) {
  for (const config of context.derive(kserveConfigMaps)) {
    const root = config.read(readKServeConfig).entries.get('ingress')?.json?.root;
    if (goField(root, 'enableGatewayApi')?.value?.value !== true) continue;
    const name = goField(root, 'kserveIngressGateway')?.value?.value;
    const [namespace, own] = typeof name === 'string' ? name.split('/') : [];
    if (namespace && own) return context.find('GatewayApiGateway', namespace, own);
  }
  return undefined;
}

/** By the class's controller when the files have it, else by its name (istio, istio-waypoint, istio-remote). */
function isIstioClass(name: string, context: RuleContext): boolean {
  const controller = stringOf(context.cluster('GatewayClass', name)?.at('spec', 'controllerName'));
  return controller === undefined ? name !== 'envoy' && name !== 'eg' : controller.startsWith('istio.io/');
}
