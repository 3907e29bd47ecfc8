import { BUILT_IN_PROVIDERS, meshConfigs, readMeshConfig } from '../model/mesh-config';
import { nearest } from '../model/nearest';
import type { Resource } from '../model/resource';
import { isBroken } from '../model/workload';
import { entryOf, isScalar, itemsOf, type ScalarNode } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'extension-provider-unknown',
  severity: 'warning',
  summary: 'a Telemetry names a provider that the mesh configuration in the files does not have',
  sources: ['istio-api mesh/v1alpha1 MeshConfig.extensionProviders: providers of Telemetry'],
  peers: ['IST0157, in part'],
  on: ['Telemetry'],
  reads: ['ConfigMap', 'IstioOperator'],
  check(resource, context) {
    const named = providerNodes(resource);
    if (named.length === 0 || isBroken(resource)) return;
    const configs = context.derive(meshConfigs).map((each) => each.read(readMeshConfig));
    if (configs.length === 0 || configs.some((config) => config.providers === undefined)) return;
    const known = [...new Set([...configs.flatMap((config) => config.providers ?? []), ...BUILT_IN_PROVIDERS])];
    for (const node of named) {
      if (known.some((name) => name.toLowerCase() === node.text.toLowerCase())) continue;
      const near = nearest(node.text, known);
      context.report({
        at: node,
        message: {
          what: `The mesh configuration has no provider ${node.text}`,
          why: 'Istio leaves out what it cannot find',
          todo: near ? `Did you mean ${near}?` : `Add it to extensionProviders, or name one of ${known.join(', ')}`,
        },
        fixes: near && !node.alias ? [replaceFix(resource, node, near, false)] : [],
        related: configs.map((config) => ({
          document: config.resource.document,
          span: config.resource.headNode.span,
          message: 'The mesh configuration',
        })),
      });
    }
  },
});

function providerNodes(resource: Resource): ScalarNode[] {
  const known = (node: Parameters<typeof isScalar>[0]): ScalarNode[] =>
    isScalar(node) && !node.unknown && typeof node.value === 'string' && node.value !== '' ? [node] : [];
  return ['tracing', 'metrics', 'accessLogging']
    .flatMap((key) => itemsOf(resource.at('spec', key)))
    .flatMap((item) => itemsOf(entryOf(item, 'providers')?.value))
    .flatMap((provider) => known(entryOf(provider, 'name')?.value));
}
