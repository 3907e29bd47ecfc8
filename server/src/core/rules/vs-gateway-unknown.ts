import { isDnsLabel } from '../model/dns-name';
import { kserveIngress } from '../model/kserve-ingress';
import { nearest } from '../model/nearest';
import { readVirtualService } from '../model/virtual-service';
import { isPlacedUnknown } from '../model/workload';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'vs-gateway-unknown',
  severity: 'warning',
  summary: 'a VirtualService names a Gateway that is elsewhere or is misspelt; a hint where it is merely in no file',
  sources: [
    'istio-api networking/v1 VirtualService.gateways: NAMESPACE/NAME, or NAME in its own namespace; without its Gateway the routes do nothing',
  ],
  peers: ['IST0101', 'KIA1102'],
  on: ['VirtualService'],
  reads: ['ConfigMap', 'Gateway'],
  fromAbsence: true,
  check(resource, context) {
    if (isPlacedUnknown(resource)) return;
    const { gateways, matchGateways } = resource.read(readVirtualService);
    const { platform } = context;
    const kserve = kserveIngress(context);
    const installed = [
      `${platform.knativeNamespace}/knative-ingress-gateway`,
      `${platform.knativeNamespace}/knative-local-gateway`,
      `${platform.gatewayNamespace}/kserve-local-gateway`,
      kserve.localGateway,
      kserve.ingressGateway,
    ];
    const objects = context.all('Gateway');
    if (objects.some((each) => isPlacedUnknown(each) || each.name === undefined)) return;
    const defined = objects.map((each) => `${context.namespaceOf(each)}/${each.name}`);
    const known = new Set([...defined, ...installed]);
    const own = context.namespaceOf(resource);
    for (const { text, node } of [...gateways, ...matchGateways]) {
      if (text === 'mesh' || (!text.includes('/') && text.includes('.'))) continue;
      const id = text.includes('/') ? text : `${own}/${text}`;
      const [namespace = '', name = ''] = id.split('/');
      if (known.has(id) || !isDnsLabel(namespace) || !isDnsLabel(name)) continue;
      const elsewhere = defined.filter((each) => each.endsWith(`/${name}`));
      const near = nearest(id, known) ?? (text === 'Mesh' || text === 'MESH' ? 'mesh' : undefined);
      if (elsewhere.length === 0 && !near && objects.length === 0) continue;
      const better = elsewhere.length === 1 ? elsewhere[0] : near;
      context.report({
        at: node,
        absent: { kind: 'Gateway', namespace, name },
        severity: better || elsewhere.length > 0 ? 'warning' : 'hint',
        message: {
          what: `No file defines Gateway ${id}`,
          why: 'without its Gateway a VirtualService does nothing there',
          todo: better ? `Did you mean ${better}?` : `Check the name; the files define ${defined.join(', ') || 'none'}`,
        },
        fixes: better ? [replaceFix(resource, node, better, false)] : [],
      });
    }
  },
});
