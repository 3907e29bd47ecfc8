import { meshIn } from '../model/default-injection';
import { moveMarkToLabel, readPodMarks } from '../model/injection';
import type { Resource } from '../model/resource';
import { INJECT_KEY, isPlacedUnknown, readPodMetadata, WORKLOAD_KINDS } from '../model/workload';
import type { TextEdit } from '../text/edit';
import { replaceScalar } from '../yaml/edit-yaml';
import { entryOf, isMap, isScalar } from '../yaml/node';
import { addField, setField } from '../yaml/write-yaml';
import { defineRule, type Fix } from './define';
import { fixIn } from './fix';

export default defineRule({
  id: 'inject-annotation-without-effect',
  severity: 'warning',
  summary: 'the annotation sidecar.istio.io/inject asks for a sidecar in a namespace that the injector never looks at',
  sources: [
    'istio manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml: the webhook selects by labels of namespace and pod only',
    'istio-api annotation/annotations.yaml: the annotation is deprecated in favour of the label of the same name',
  ],
  peers: [],
  on: WORKLOAD_KINDS,
  reads: ['ConfigMap', 'IstioOperator', 'Namespace'],
  check(resource, context) {
    const pod = resource.read(readPodMetadata);
    const annotation = entryOf(pod.annotationsNode, INJECT_KEY);
    if (
      pod.unknown ||
      isPlacedUnknown(resource) ||
      !annotation ||
      !isScalar(annotation.value) ||
      annotation.value.text !== 'true'
    )
      return;
    if (entryOf(pod.labelsNode, INJECT_KEY) || entryOf(pod.labelsNode, 'istio.io/rev')) return;
    const name = context.namespaceOf(resource);
    const namespaces = context.inNamespace('Namespace', name);
    const meshes = namespaces.map((each) => meshIn(each, context));
    const [mesh] = meshes;
    if (!mesh || meshes.some(({ injection }) => injection !== 'none' && injection !== 'disabled')) return;
    const disabled = mesh.injection === 'disabled';
    const namespace = namespaces[0]!;
    const label: Fix = fixIn(
      namespace,
      `Label namespace ${name} with istio-injection: enabled`,
      () => labelNamespace(namespace),
      false,
    );
    const marks = resource.read(readPodMarks).find((each) => each.annotation === annotation);
    const moved = () => (marks ? moveMarkToLabel(resource, marks) : []);
    const asLabel: Fix = fixIn(resource, 'Use the label of the same name instead', moved, false);
    context.report({
      at: annotation.key,
      message: {
        what: `This annotation has no effect in namespace ${name}`,
        why: disabled
          ? `the namespace is labelled istio-injection: disabled, which keeps the injector away whatever its pods say`
          : 'the injector chooses pods by labels, and neither the namespace nor the pod has one, so the pod gets no sidecar and no policy is enforced at it',
        todo: disabled
          ? 'Label the namespace with istio-injection: enabled, or remove the annotation'
          : 'Label the namespace with istio-injection: enabled, or use the label sidecar.istio.io/inject: "true" on the pod',
      },
      fixes: disabled || moved().length === 0 ? [label] : [label, asLabel],
      related: [
        {
          document: namespace.document,
          span: namespace.headNode.span,
          message: 'The namespace, without a label that injects',
        },
      ],
    });
  },
});

function labelNamespace(namespace: Resource): TextEdit[] {
  const { text } = namespace.document;
  const existing = entryOf(namespace.at('metadata', 'labels'), 'istio-injection')?.value;
  if (isScalar(existing)) return [replaceScalar(existing, 'enabled')];
  const metadata = namespace.at('metadata');
  if (!isMap(metadata))
    return [addField(text, namespace.root, 'metadata', { labels: { 'istio-injection': 'enabled' } })];
  return [setField(text, metadata, ['labels', 'istio-injection'], 'enabled') ?? []].flat();
}
