/** Names in the objects of KServe and Knative, and in the ConfigMaps that configure them and Istio. */
import { componentNames } from '../model/derived-hosts';
import { COMPONENT_NAMES } from '../model/inference-components';
import type { KindId } from '../model/kinds';
import { KSERVE_CONFIG_NAME } from '../model/kserve-config';
import { entriesOf, entryOf, type YamlNode } from '../yaml/node';
import {
  cut,
  type Field,
  jsonWords,
  type Mentions,
  named,
  namespaceName,
  nodesAt,
  parts,
  podLabels,
  qualified,
  texts,
  type Words,
  wordsOf,
  yamlInside,
} from './collect';
import { host, qualifiedHost } from './hosts';
import { targetReference } from './read-istio';
import { readPodSpecs } from './read-kubernetes';

const model = named('InferenceService', 'inference service');
const podSpecs: Field = parts('spec', (_, found) => readPodSpecs(found));

/** A namespace's own runtime goes before the cluster's (kserve pkg/controller/v1beta1/inferenceservice/utils). */
const runtime = (words: Words, found: Mentions): void =>
  found.add(words, 'runtime', [
    { kind: 'ServingRuntime', namespace: undefined, name: words.text },
    { kind: 'ClusterServingRuntime', namespace: '', name: words.text },
  ]);

export const KSERVE_FIELDS: Partial<Record<KindId, readonly Field[]>> = {
  InferenceService: [
    parts('metadata.labels', (node, found) => podLabels(node, found)),
    ...COMPONENT_NAMES.map((name) => parts(`spec.${name}.labels`, (node, found) => podLabels(node, found))),
    podSpecs,
    texts('spec.predictor.model.runtime', runtime),
  ],
  InferenceGraph: [texts('spec.nodes.*.steps.*.serviceName', model), texts('spec.nodes.*.steps.*.serviceUrl', urlHost)],
  TrainedModel: [texts('spec.inferenceService', model)],
  ServingRuntime: [podSpecs],
  LLMInferenceService: [
    texts('spec.baseRefs.*.name', named('LLMInferenceServiceConfig', 'configuration')),
    parts('spec.router.gateway.refs.*', targetReference('GatewayApiGateway')),
  ],
  KnativeService: [parts('spec.template.metadata.labels', (node, found) => podLabels(node, found)), podSpecs],
  DomainMapping: [
    parts('spec.ref', (node, found) => {
      const words = wordsOf(entryOf(node, 'name')?.value);
      if (words) found.add(words, 'target', { kind: 'Host', namespace: undefined, name: words.text });
    }),
  ],
  ConfigMap: [parts('data', readConfig)],
  IstioOperator: [parts('spec.meshConfig', (node, found) => readMeshConfig(node, wordsOf, found))],
};

function urlHost(words: Words, found: Mentions): void {
  const match = /^(https?:\/\/)([^/:]+)/.exec(words.text);
  if (match) host()(cut(words, match[1]!.length, match[0].length), found);
}

/** The names that the object's own name makes: itself, and the Services that KServe and Knative create for it. */
export function readDerivedNames(words: Words, found: Mentions): void {
  const { resource } = found;
  const define = (name: string) =>
    found.add(words, 'name', { kind: 'Host', namespace: undefined, name }, { role: 'definition' });
  switch (resource.kind) {
    case 'InferenceService':
      for (const name of new Set([words.text, ...componentNames(resource)])) define(name);
      break;
    case 'Service':
    case 'KnativeService':
    case 'KnativeRoute':
    case 'InferenceGraph':
      define(words.text);
  }
}

const gateway = qualified('Gateway', 'gateway');

function readConfig(data: YamlNode, found: Mentions): void {
  const { name } = found.resource;
  if (name === KSERVE_CONFIG_NAME) readIngress(entryOf(data, 'ingress')?.value, found);
  // An installation by revision has a ConfigMap of its own (istio pilot/pkg/bootstrap getMeshConfigMapName).
  if (name !== undefined && /^istio(?:-[a-z0-9-]+)?$/.test(name)) readMesh(entryOf(data, 'mesh')?.value, found);
  if (name === 'config-istio') readKnativeGateways(data, found);
}

function readIngress(node: YamlNode | undefined, found: Mentions): void {
  const read = (key: string, reader: (words: Words, found: Mentions) => void) => {
    const words = jsonWords(found.resource, node, key);
    if (words) reader(words, found);
  };
  read('localGateway', gateway);
  read('ingressGateway', gateway);
  read('kserveIngressGateway', qualified('GatewayApiGateway', 'gateway'));
  read('localGatewayService', host());
  read('knativeLocalGatewayService', host());
}

/** MeshConfig (istio-api mesh/v1alpha1): the providers that CUSTOM policies and Telemetry name. */
function readMesh(node: YamlNode | undefined, found: Mentions): void {
  const mesh = yamlInside(node);
  if (mesh) readMeshConfig(mesh.root, mesh.words, found);
}

function readMeshConfig(
  mesh: YamlNode,
  wordsAt: (node: YamlNode | undefined) => Words | undefined,
  found: Mentions,
): void {
  const root = wordsAt(entryOf(mesh, 'rootNamespace')?.value);
  if (root) namespaceName(root, found);
  for (const provider of nodesAt(mesh, 'extensionProviders.*')) {
    const words = wordsAt(entryOf(provider, 'name')?.value);
    if (words)
      found.add(
        words,
        'extension provider',
        { kind: 'ExtensionProvider', namespace: '', name: words.text },
        { role: 'definition' },
      );
    for (const service of nodesAt(provider, '*.service')) {
      const to = wordsAt(service);
      if (to) qualifiedHost(to, found);
    }
  }
}

/** Knative's `config-istio`: keys `gateway.NAMESPACE.NAME` in the older form, lists in the newer one (net-istio pkg/reconciler/ingress/config). */
function readKnativeGateways(data: YamlNode, found: Mentions): void {
  for (const { key, value } of entriesOf(data)) {
    const words = wordsOf(value);
    if (/^(?:local-)?gateway\./.test(key.text) && words) host()(words, found);
    if (key.text !== 'external-gateways' && key.text !== 'local-gateways') continue;
    const list = yamlInside(value);
    for (const item of list ? nodesAt(list.root, '*') : []) {
      const name = list?.words(entryOf(item, 'name')?.value);
      const namespace = list?.words(entryOf(item, 'namespace')?.value);
      const service = list?.words(entryOf(item, 'service')?.value);
      if (namespace) namespaceName(namespace, found);
      if (name && namespace)
        found.add(name, 'gateway', { kind: 'Gateway', namespace: namespace.text, name: name.text });
      if (service) host()(service, found);
    }
  }
}
