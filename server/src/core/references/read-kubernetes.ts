/** Names in Kubernetes' own objects, in pod specs wherever they stand, and in Gateway API, cert-manager and external-secrets. */
import type { KindId } from '../model/kinds';
import { podSpecsOf } from '../model/pod-spec';
import { podMetadataPath } from '../model/workload';
import { entryOf, type YamlNode } from '../yaml/node';
import {
  expressions,
  type Field,
  type Mentions,
  named,
  namespaceName,
  namespaceSelector,
  parts,
  podLabels,
  readFields,
  selection,
  texts,
  wordsOf,
} from './collect';
import { host } from './hosts';
import { targetReference } from './read-istio';

const secret = named('Secret', 'secret');
const configMap = named('ConfigMap', 'config map');
const account = named('ServiceAccount', 'service account');
const inNamespace = (node: YamlNode, found: Mentions): void => selection(node, 'namespace', found);

const POD_FIELDS: readonly Field[] = [
  texts('serviceAccountName', account),
  texts('imagePullSecrets.*.name', secret),
  texts('volumes.*.secret.secretName', secret),
  texts('volumes.*.configMap.name', configMap),
  texts('containers|initContainers.*.envFrom.*.secretRef.name', secret),
  texts('containers|initContainers.*.envFrom.*.configMapRef.name', configMap),
  texts('containers|initContainers.*.env.*.valueFrom.secretKeyRef.name', secret),
  texts('containers|initContainers.*.env.*.valueFrom.configMapKeyRef.name', configMap),
];

/** Names in the object's pod specs. */
export function readPodSpecs(found: Mentions): void {
  for (const spec of podSpecsOf(found.resource)) readFields(POD_FIELDS, found, spec);
}

/** Pods of the object itself: what they are labelled, and what their spec names. */
const template: Field = parts('kind', (_, found) => {
  podLabels(found.resource.at(...podMetadataPath(found.resource.kind), 'labels'), found);
  readPodSpecs(found);
});
const ownSelector = parts('spec.selector', (node, found) => {
  const labels = entryOf(node, 'matchLabels')?.value;
  if (labels) inNamespace(labels, found);
  expressions(node, found);
});

const certificate = (node: YamlNode, found: Mentions): void => {
  const name = wordsOf(entryOf(node, 'name')?.value);
  const namespace = wordsOf(entryOf(node, 'namespace')?.value);
  const kind = wordsOf(entryOf(node, 'kind')?.value)?.text ?? 'Secret';
  if (namespace) namespaceName(namespace, found);
  if (name && (kind === 'Secret' || kind === 'ConfigMap'))
    found.add(name, 'certificate', { kind, namespace: namespace?.text, name: name.text });
};

const parents = parts('spec.parentRefs.*', targetReference('GatewayApiGateway'));
const backends = [
  parts('spec.rules.*.backendRefs.*', targetReference('Service')),
  parts('spec.rules.*.filters.*.requestMirror.backendRef', targetReference('Service')),
];
const peers = 'spec.ingress|egress.*.from|to.*';

export const KUBERNETES_FIELDS: Partial<Record<KindId, readonly Field[]>> = {
  ServiceAccount: [texts('secrets.*.name', secret), texts('imagePullSecrets.*.name', secret)],
  Service: [parts('spec.selector', inNamespace), texts('spec.externalName', host())],
  Pod: [template],
  Deployment: [template, ownSelector],
  StatefulSet: [template, ownSelector, texts('spec.serviceName', named('Host', 'service'))],
  DaemonSet: [template, ownSelector],
  Job: [template],
  CronJob: [template],
  NetworkPolicy: [
    parts('spec.podSelector.matchLabels', inNamespace),
    parts('spec.podSelector', expressions),
    parts(`${peers}.namespaceSelector`, namespaceSelector),
    parts(peers, (node, found) => {
      // Beside a namespaceSelector the labels are those of other namespaces' pods.
      if (!entryOf(node, 'namespaceSelector')) {
        const pods = entryOf(node, 'podSelector')?.value;
        const labels = entryOf(pods, 'matchLabels')?.value;
        if (labels) inNamespace(labels, found);
        if (pods) expressions(pods, found);
      }
    }),
  ],
  Ingress: [
    texts('spec.rules.*.http.paths.*.backend.service.name', named('Host', 'service')),
    texts('spec.defaultBackend.service.name', named('Host', 'service')),
    texts('spec.tls.*.secretName', secret),
  ],
  GatewayApiGateway: [
    texts('spec.gatewayClassName', named('GatewayClass', 'gateway class', '')),
    parts('spec.listeners.*.tls.certificateRefs.*', certificate),
    parts('spec.listeners.*.allowedRoutes.namespaces.selector', namespaceSelector),
  ],
  HTTPRoute: [parents, ...backends],
  GRPCRoute: [parents, ...backends],
  ReferenceGrant: [texts('spec.from.*.namespace', namespaceName)],
  BackendTLSPolicy: [
    parts('spec.targetRefs.*', targetReference('Service')),
    parts('spec.validation.caCertificateRefs.*', certificate),
    texts('spec.validation.hostname', host()),
  ],
  Certificate: [
    texts('spec.secretName', (words, found) =>
      found.add(words, 'secret', { kind: 'Secret', namespace: undefined, name: words.text }, { role: 'definition' }),
    ),
    texts('spec.dnsNames.*', host()),
  ],
  ExternalSecret: [
    texts('spec.target.name', (words, found) =>
      found.add(words, 'secret', { kind: 'Secret', namespace: undefined, name: words.text }, { role: 'definition' }),
    ),
  ],
};

/** Istio's label for the waypoint that serves a namespace, a Service or a pod (istio.io/api label IoIstioUseWaypoint). */
export function readWaypoint(found: Mentions): void {
  const { resource } = found;
  const labels = resource.at('metadata', 'labels');
  const words = wordsOf(entryOf(labels, 'istio.io/use-waypoint')?.value);
  const elsewhere = wordsOf(entryOf(labels, 'istio.io/use-waypoint-namespace')?.value);
  if (elsewhere) namespaceName(elsewhere, found);
  if (!words || words.text === 'none') return;
  const namespace = elsewhere?.text ?? (resource.kind === 'Namespace' ? resource.name : undefined);
  found.add(words, 'waypoint', { kind: 'GatewayApiGateway', namespace, name: words.text });
}

/** Labels of a workload that is written in one line of labels: WorkloadEntry and WorkloadGroup. */
export function readEntryLabels(found: Mentions): void {
  const { resource } = found;
  if (resource.kind === 'WorkloadEntry') podLabels(resource.at('spec', 'labels'), found);
  if (resource.kind === 'WorkloadGroup') podLabels(resource.at('spec', 'metadata', 'labels'), found);
}
