import { COMPONENT_NAMES } from '../model/inference-components';
import { likelyCulprit } from '../model/patched';
import { quantityOf } from '../model/quantity';
import type { Resource } from '../model/resource';
import { isBroken, podMetadataPath, WORKLOAD_KINDS } from '../model/workload';
import { entriesOf, entryOf, isMap, isScalar, itemsOf, type YamlNode } from '../yaml/node';
import { defineRule } from './define';

const KINDS = [...WORKLOAD_KINDS, 'ServingRuntime', 'ClusterServingRuntime'] as const;

export default defineRule({
  id: 'request-over-limit',
  severity: 'error',
  summary: 'a container asks for more of a resource than its limit lets it have',
  sources: [
    'kubernetes pkg/apis/core/validation ValidateResourceRequirements: a request is at most the limit, and equals it for GPUs and other extended resources',
  ],
  peers: ['Kubernetes API server, when the pod is made'],
  on: KINDS,
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const container of containersOf(resource)) {
      const resources = entryOf(container, 'resources')?.value;
      const limits = entryOf(resources, 'limits')?.value;
      for (const { key, value } of entriesOf(entryOf(resources, 'requests')?.value)) {
        const limit = entryOf(limits, key.text)?.value;
        const [asked, most] = [quantityOf(value), quantityOf(limit)];
        if (asked === undefined || most === undefined || !isScalar(value) || !isScalar(limit)) continue;
        const fixed = key.text.includes('/') && asked !== most;
        if (asked <= most && !fixed) continue;
        context.report({
          at: likelyCulprit(value, limit),
          message: {
            what:
              asked > most
                ? `The request of ${key.text}, ${value.text}, is above the limit, ${limit.text}`
                : `The request of ${key.text}, ${value.text}, is not its limit, ${limit.text}`,
            why:
              asked > most
                ? 'Kubernetes refuses such pods'
                : 'such resources cannot be shared, and Kubernetes refuses the pods',
            todo: asked > most ? 'Lower the request, or raise the limit' : 'Write the same number in both',
          },
          related: [{ document: resource.document, span: limit.span, message: 'The limit' }],
        });
      }
    }
  },
});

function containersOf(resource: Resource): YamlNode[] {
  const { kind } = resource;
  const specs =
    kind === 'InferenceService'
      ? COMPONENT_NAMES.flatMap((name) => resource.at('spec', name) ?? [])
      : [
          kind === 'Pod' || kind.endsWith('ServingRuntime')
            ? resource.at('spec')
            : resource.at(...podMetadataPath(kind).slice(0, -1), 'spec'),
        ];
  return specs.flatMap((spec) => [
    ...itemsOf(entryOf(spec, 'containers')?.value),
    ...itemsOf(entryOf(spec, 'initContainers')?.value),
    // `model` and the frameworks hold a container's fields themselves.
    ...(kind === 'InferenceService'
      ? entriesOf(spec).flatMap(({ value }) => (isMap(value) && entryOf(value, 'resources') ? [value] : []))
      : []),
  ]);
}
