import { ambientNamespace } from '../model/ambient';
import { isPlacedUnknown } from '../model/workload';
import { entryOf, isScalar, itemsOf, type ScalarNode, stringOf, stringsOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'ambient-vs-dr-namespace',
  severity: 'warning',
  summary:
    "a route or a traffic policy for a Service of an ambient namespace stands in another namespace, where that Service's waypoint does not look",
  sources: ["istio docs, ambient/usage/waypoint: the waypoint applies what stands in the Service's own namespace"],
  peers: ['KIA0212', 'KIA1114'],
  on: ['VirtualService', 'DestinationRule'],
  reads: ['Namespace'],
  check(resource, context) {
    if (isPlacedUnknown(resource)) return;
    const own = context.namespaceOf(resource);
    for (const node of hostNodes(resource)) {
      const host = stringOf(node);
      const suffix = `.svc.${context.platform.clusterDomain}`;
      if (!host?.endsWith(suffix)) continue;
      const [name, namespace, ...more] = host.slice(0, -suffix.length).split('.');
      if (!name || name.includes('*') || !namespace || more.length > 0 || namespace === own) continue;
      const ambient = ambientNamespace(context, namespace);
      // A caller outside the ambient mesh applies it by its own sidecar.
      if (!ambient || !ambientNamespace(context, own)) continue;
      context.report({
        at: node,
        message: {
          what: `This ${resource.kind} is for a Service of namespace ${namespace}, but stands in ${own}`,
          why: `both namespaces are in the ambient mesh, where the Service's waypoint decides, and it reads ${resource.kind}s of ${namespace} only`,
          todo: `Move it to namespace ${namespace}`,
        },
        related: [{ document: ambient.document, span: ambient.headNode.span, message: 'In the ambient mesh' }],
      });
    }
  },
});

function hostNodes(resource: Parameters<typeof isPlacedUnknown>[0]): ScalarNode[] {
  const spec = resource.at('spec');
  if (resource.kind === 'DestinationRule') {
    const host = entryOf(spec, 'host')?.value;
    return isScalar(host) ? [host] : [];
  }
  const gateways = stringsOf(entryOf(spec, 'gateways')?.value);
  if (gateways.length > 0 && !gateways.includes('mesh')) return [];
  return itemsOf(entryOf(spec, 'hosts')?.value).filter(isScalar);
}
