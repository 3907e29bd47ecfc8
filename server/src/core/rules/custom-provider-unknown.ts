import { readAuthorizationPolicy } from '../model/authorization-policy';
import { meshConfigs, readMeshConfig } from '../model/mesh-config';
import { nearest } from '../model/nearest';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'custom-provider-unknown',
  severity: 'warning',
  summary: "a CUSTOM policy names an authorizer that the set's mesh configuration does not have",
  sources: [
    'istio pilot/pkg/security/authz/builder extauthz.go: providers are those of MeshConfig extensionProviders with envoyExtAuthzHttp or envoyExtAuthzGrpc',
    'seen with a real Envoy: an unknown provider denies the requests that match, and leaves the others alone',
  ],
  peers: [],
  on: ['AuthorizationPolicy'],
  reads: ['ConfigMap', 'IstioOperator'],
  fromAbsence: true,
  check(resource, context) {
    const { action, provider } = resource.read(readAuthorizationPolicy);
    if (action !== 'CUSTOM' || !provider?.value || isPlacedUnknown(resource)) return;
    const configs = context.derive(meshConfigs).map((each) => each.read(readMeshConfig));
    const [first] = configs;
    if (!first || configs.some(({ unknown }) => unknown)) return;
    const known = [...configs.flatMap(({ authorizers }) => authorizers), ...context.platform.extensionProviders];
    if (known.includes(provider.value)) return;
    const meant = nearest(provider.value, known);
    context.report({
      at: provider.node,
      message: {
        what: `The mesh has no authorizer ${provider.value}`,
        why: 'Istio then denies every request that matches this policy, without asking anyone',
        todo: meant
          ? `Did you mean ${meant}?`
          : `Name one of its extensionProviders that asks an authorizer${known.length > 0 ? ` (${known.join(', ')})` : ', or add one'}`,
      },
      fixes: meant ? [replaceFix(resource, provider.node, meant, false)] : [],
      related: [
        { document: first.resource.document, span: first.resource.headNode.span, message: 'The mesh configuration' },
      ],
    });
  },
});
