import { goField } from '../model/embedded-json';
import { readGateway } from '../model/gateway';
import { isKServeConfig, readKServeConfig } from '../model/kserve-config';
import { defineRule } from './define';

export default defineRule({
  id: 'kserve-address-scheme',
  severity: 'information',
  summary: "KServe's local gateway takes HTTPS only, while the address in an InferenceService's status stays http",
  sources: [
    'kserve ingress_reconciler.go: status.address.url is written with http; urlScheme counts for the external URL only',
  ],
  peers: [],
  on: ['ConfigMap'],
  reads: ['Gateway'],
  check(resource, context) {
    if (!isKServeConfig(resource, context.platform)) return;
    const json = resource.read(readKServeConfig).entries.get('ingress')?.json;
    if (json?.root?.kind !== 'object' || json.problems.length > 0) return;
    if (goField(json.root, 'disableIstioVirtualHost')?.value?.value === true) return;
    const local = goField(json.root, 'localGateway')?.value;
    if (local?.kind !== 'string') return;
    const [namespace, name] = String(local.value).split('/');
    const gateway = namespace && name ? context.find('Gateway', namespace, name) : undefined;
    if (!gateway) return;
    const { servers } = gateway.read(readGateway);
    // ISTIO_MUTUAL is for callers in the mesh, whose sidecars turn http into it.
    const https = servers.every(
      (each) => !each.unknown && each.protocol === 'HTTPS' && (each.tlsMode === 'SIMPLE' || each.tlsMode === 'MUTUAL'),
    );
    if (servers.length === 0 || !https) return;
    context.report({
      at: local.span,
      message: {
        what: `Gateway ${name} takes HTTPS only, but KServe still publishes http addresses`,
        why: 'status.address.url of every InferenceService begins with http://, so clients that read it are refused',
        todo: 'Tell clients outside the mesh to use https and to trust the certificate',
      },
      related: [{ document: gateway.document, span: gateway.headNode.span, message: 'The local gateway' }],
    });
  },
});
