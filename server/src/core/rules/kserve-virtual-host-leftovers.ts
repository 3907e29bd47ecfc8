import { goField } from '../model/embedded-json';
import { defaultDeploymentMode, isKServeConfig, readKServeConfig } from '../model/kserve-config';
import { defineRule } from './define';

export default defineRule({
  id: 'kserve-virtual-host-leftovers',
  severity: 'information',
  summary:
    'disableIstioVirtualHost stops KServe from making top-level hosts, but those of existing models stay and keep working',
  sources: [
    'kserve ingress_reconciler.go: VirtualService and Service are made while the switch is off, and deleted only when the model is stopped',
  ],
  peers: [],
  on: ['ConfigMap'],
  check(resource, context) {
    if (!isKServeConfig(resource, context.platform)) return;
    const json = resource.read(readKServeConfig).entries.get('ingress')?.json;
    if (json?.root?.kind !== 'object' || json.problems.length > 0) return;
    const off = goField(json.root, 'disableIstioVirtualHost')?.value;
    const mode = defaultDeploymentMode([resource], context.platform);
    if (off?.value !== true || mode === 'Standard' || mode === 'ModelMesh') return;
    const path = goField(json.root, 'pathTemplate')?.value;
    const paths = path?.kind === 'string' && path.value !== '';
    context.report({
      at: off.span,
      message: {
        what: 'Top-level VirtualServices and Services that exist already are not deleted by this',
        why: `callers can go on using <name>.<namespace>, past what you meant to close; new hosts are those of the component, <name>-predictor.<namespace>${paths ? ', and pathTemplate loses its route' : ''}`,
        todo: 'Restart the KServe controller, then delete the VirtualService and the Service of each InferenceService',
      },
    });
  },
});
