import { meshIn } from '../model/default-injection';
import { readPeerAuthentication } from '../model/peer-authentication';
import { readPodGroups, selectsPods } from '../model/pods';
import type { Resource } from '../model/resource';
import { strictNode } from '../model/strict-reach';
import { INJECT_KEY, isPlacedUnknown, readPodMetadata, WORKLOAD_KINDS } from '../model/workload';
import { addEntry, replaceScalar } from '../yaml/edit-yaml';
import { entryOf, isMap, isScalar } from '../yaml/node';
import { defineRule, type Fix } from './define';

export default defineRule({
  id: 'strict-without-proxy',
  severity: 'error',
  summary: 'STRICT is set for pods that have no proxy, so nothing enforces it',
  sources: [
    'istio manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml: pods are injected by labels of the namespace or of the pod',
    'istio-api security/v1 PeerAuthentication: the proxy of the workload enforces the mode',
  ],
  peers: ['IST0102, IST0103 for the missing proxy alone'],
  on: ['PeerAuthentication'],
  reads: ['ConfigMap', 'IstioOperator', 'Namespace', ...WORKLOAD_KINDS],
  check(resource, context) {
    const { rootNamespace } = context.platform;
    const node = strictNode(resource, rootNamespace);
    const namespace = context.namespaceOf(resource);
    if (!node || namespace === rootNamespace || isPlacedUnknown(resource)) return;
    const { selector } = resource.read(readPeerAuthentication);
    const pods = WORKLOAD_KINDS.flatMap((kind) => context.inNamespace(kind, namespace)).filter((each) =>
      each.read(readPodGroups).some((one) => selectsPods(selector, one) !== false),
    );
    const object = context.cluster('Namespace', namespace);
    if (pods.some((each) => injectOf(each) === 'true' || injectOf(each) === 'unknown')) return;
    const mesh = object && meshIn(object, context);
    if (object && mesh && (mesh.injection === 'none' || mesh.injection === 'disabled')) {
      context.report({
        at: node,
        message: {
          what: `STRICT has no effect in namespace ${namespace}`,
          why:
            mesh.injection === 'disabled'
              ? 'injection is disabled there, so its pods have no proxy that could refuse plaintext'
              : 'no label puts it into the mesh, so its pods have no proxy that could refuse plaintext',
          todo: 'Label the namespace istio-injection: enabled and restart the pods',
        },
        fixes: mesh.injection === 'none' ? labelFix(object) : [],
        related: [{ document: object.document, span: object.headNode.span, message: 'The namespace' }],
      });
      return;
    }
    const without = pods.filter((each) => injectOf(each) === 'false');
    if (selector.labels.size === 0 || without.length === 0 || without.length < pods.length) return;
    const [first] = without;
    context.report({
      at: node,
      message: {
        what: `STRICT has no effect on ${first!.name ?? 'these pods'}`,
        why: `${INJECT_KEY} is "false" there, so no proxy could refuse plaintext`,
        todo: 'Let the pods have a proxy, or remove this policy',
      },
      related: [{ document: first!.document, span: first!.headNode.span, message: 'No proxy here' }],
    });
  },
});

/** What the pod template says about its proxy; the label beats the annotation (istio inject.go). */
function injectOf(resource: Resource): 'true' | 'false' | 'unknown' | undefined {
  const { labelsNode, annotationsNode, unknown } = readPodMetadata(resource);
  if (unknown) return 'unknown';
  const label = entryOf(labelsNode, INJECT_KEY)?.value;
  // In a namespace without injection an annotation reaches nobody; only "false" counts wherever it stands.
  const value = label ?? entryOf(annotationsNode, INJECT_KEY)?.value;
  if (entryOf(labelsNode, 'istio.io/rev') || entryOf(labelsNode, 'istio.io/dataplane-mode')) return 'true';
  if (!value) return undefined;
  if (!isScalar(value) || value.unknown) return 'unknown';
  if (value.text === 'false') return 'false';
  return label ? 'true' : undefined;
}

function labelFix(namespace: Resource): Fix[] {
  const metadata = namespace.at('metadata');
  const labels = entryOf(metadata, 'labels')?.value;
  if (!isMap(metadata) || (labels && (!isMap(labels) || labels.entries.length === 0))) return [];
  const { document } = namespace;
  const written = entryOf(labels, 'istio-injection')?.value;
  if (written && !isScalar(written)) return [];
  const edit = () =>
    isScalar(written)
      ? replaceScalar(written, 'enabled')
      : isMap(labels)
        ? addEntry(document.text, labels, 'istio-injection: enabled')
        : addEntry(document.text, metadata, 'labels:\n  istio-injection: enabled');
  return [
    {
      title: `Label namespace ${namespace.name ?? ''} istio-injection: enabled`,
      safe: false,
      edits: () => [{ document, ...edit() }],
    },
  ];
}
