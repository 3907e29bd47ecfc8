import { readVirtualService } from '../model/virtual-service';
import { isBroken } from '../model/workload';
import { isUnknown } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'vs-wildcard-mesh',
  severity: 'error',
  summary: 'a VirtualService for every host is bound to the mesh',
  sources: [
    'istio pkg/config/validation/validation.go ValidateVirtualService: host * is refused without gateways, and with the gateway `mesh`',
  ],
  peers: ['IST0106'],
  on: ['VirtualService'],
  check(resource, context) {
    if (isBroken(resource) || isUnknown(resource.at('spec'))) return;
    const { hosts, gateways, boundToMesh, unknown } = resource.read(readVirtualService);
    if (!boundToMesh || (unknown && gateways.length === 0)) return;
    const mesh = gateways.find(({ text }) => text === 'mesh');
    for (const { text, node } of hosts) {
      if (text !== '*') continue;
      context.report({
        at: node,
        message: {
          what: 'Host * would take every request of every sidecar',
          why: `${mesh ? 'the gateway mesh binds' : 'without gateways Istio binds'} this VirtualService to the mesh, and refuses * there`,
          todo: mesh
            ? 'Name the hosts, or remove mesh from gateways'
            : 'Name the hosts, or the gateways that it is for',
        },
        related: mesh ? [{ document: resource.document, span: mesh.node.span, message: 'Bound to the mesh here' }] : [],
      });
    }
  },
});
