/** Names in Istio's objects (istio-api networking/v1, security/v1, telemetry/v1, extensions/v1alpha1). */

import { readAuthorizationPolicy } from '../model/authorization-policy';
import { type KindId, kindOf } from '../model/kinds';
import { conditionLists, operationLists, type PolicyList, sourceLists } from '../model/policy-values';
import { ownValue } from '../own-value';
import { entryOf, type YamlNode } from '../yaml/node';
import {
  cut,
  type Field,
  isPlainName,
  listed,
  type Mentions,
  named,
  namespaceName,
  parts,
  qualified,
  type ReadNames,
  selection,
  texts,
  wordsOf,
} from './collect';
import { host, qualifiedHost, subset } from './hosts';

const secret = named('Secret', 'secret');
const gateway: ReadNames = (words, found) => {
  // `mesh` stands for all sidecars.
  if (words.text !== 'mesh') qualified('Gateway', 'gateway')(words, found);
};
/** `credentialName` of a Gateway is looked for where the gateway's pods run (istio pilot/pkg/credentials). */
const gatewaySecret: ReadNames = (words, found) =>
  found.add(words, 'secret', { kind: 'Secret', namespace: undefined, name: words.text, withGatewayPods: true });

const destination = parts('spec.http|tls|tcp.*.route.*.destination', readDestination);
const mirrors = [
  parts('spec.http.*.mirror', readDestination),
  parts('spec.http.*.mirrors.*.destination', readDestination),
];

function readDestination(node: YamlNode, found: Mentions): void {
  const to = wordsOf(entryOf(node, 'host')?.value);
  const name = wordsOf(entryOf(node, 'subset')?.value);
  if (to) host()(to, found);
  if (name) subset(name, to?.text, 'reference', found);
}

/** istio-api type/v1beta1 PolicyTargetReference; Gateway API's references have the same fields. */
export const targetReference =
  (usual: KindId) =>
  (node: YamlNode, found: Mentions): void => {
    const words = wordsOf(entryOf(node, 'name')?.value);
    const kind = wordsOf(entryOf(node, 'kind')?.value)?.text;
    const group = entryOf(node, 'group')?.value;
    const namespace = wordsOf(entryOf(node, 'namespace')?.value);
    if (namespace) namespaceName(namespace, found);
    const id = kind === undefined ? usual : kindOf(wordsOf(group)?.text ?? groupBeside(group, usual), kind)?.id;
    if (!words || !id) return;
    const place = id === 'GatewayClass' ? '' : namespace?.text;
    found.add(words, 'target', { kind: id === 'Service' ? 'Host' : id, namespace: place, name: words.text });
  };

/** Gateway API's parents have its own group where none is written; everywhere else that means Kubernetes' own. */
const groupBeside = (group: YamlNode | undefined, usual: KindId): string =>
  group === undefined && usual === 'GatewayApiGateway' ? 'gateway.networking.k8s.io' : '';

const TARGETS = [
  parts('spec.targetRef', targetReference('Service')),
  parts('spec.targetRefs.*', targetReference('Service')),
];
const POLICY_SELECTOR = parts('spec.selector.matchLabels', (node, found) => selection(node, 'policy', found));
const EXPORT = texts('spec.exportTo.*', namespaceName);
const provider = named('ExtensionProvider', 'extension provider', '');

export const ISTIO_FIELDS: Partial<Record<KindId, readonly Field[]>> = {
  AuthorizationPolicy: [
    POLICY_SELECTOR,
    ...TARGETS,
    texts('spec.provider.name', provider),
    parts('spec.rules', (_, found) => readRules(found)),
  ],
  RequestAuthentication: [POLICY_SELECTOR, ...TARGETS],
  PeerAuthentication: [parts('spec.selector.matchLabels', (node, found) => selection(node, 'namespace', found))],
  Telemetry: [POLICY_SELECTOR, ...TARGETS, texts('spec.tracing|metrics|accessLogging.*.providers.*.name', provider)],
  WasmPlugin: [POLICY_SELECTOR, ...TARGETS, texts('spec.imagePullSecret', secret)],
  ProxyConfig: [POLICY_SELECTOR],
  EnvoyFilter: [parts('spec.workloadSelector.labels', (node, found) => selection(node, 'policy', found)), ...TARGETS],
  Gateway: [
    parts('spec.selector', (node, found) => selection(node, 'everywhere', found)),
    texts('spec.servers.*.tls.credentialName', gatewaySecret),
    texts('spec.servers.*.tls.credentialNames.*', gatewaySecret),
    texts('spec.servers.*.hosts.*', namespaceOfHost),
  ],
  VirtualService: [
    texts('spec.hosts.*', host()),
    texts('spec.gateways.*', gateway),
    texts('spec.http|tls|tcp.*.match.*.gateways.*', gateway),
    texts('spec.http|tls|tcp.*.match.*.sourceNamespace', namespaceName),
    texts('spec.http.*.match.*.authority.exact', host()),
    texts('spec.http.*.rewrite.authority', host()),
    parts('spec.http.*.delegate', readDelegate),
    destination,
    ...mirrors,
    EXPORT,
  ],
  DestinationRule: [
    texts('spec.host', host()),
    parts('spec.subsets.*', (node, found) => {
      const words = wordsOf(entryOf(node, 'name')?.value);
      if (words) subset(words, wordsOf(found.resource.at('spec', 'host'))?.text, 'definition', found);
    }),
    parts('spec.workloadSelector.matchLabels', (node, found) => selection(node, 'namespace', found)),
    texts('spec.trafficPolicy.tls.credentialName', secret),
    texts('spec.trafficPolicy.portLevelSettings.*.tls.credentialName', secret),
    texts('spec.subsets.*.trafficPolicy.tls.credentialName', secret),
    EXPORT,
  ],
  Sidecar: [
    texts('spec.egress.*.hosts.*', qualifiedHost),
    parts('spec.workloadSelector.labels', (node, found) => selection(node, 'namespace', found)),
  ],
  ServiceEntry: [
    texts('spec.hosts.*', host('host', 'definition')),
    parts('spec.workloadSelector.labels', (node, found) => selection(node, 'namespace', found)),
    EXPORT,
  ],
  WorkloadEntry: [texts('spec.serviceAccount', named('ServiceAccount', 'service account'))],
  WorkloadGroup: [texts('spec.template.serviceAccount', named('ServiceAccount', 'service account'))],
};

function namespaceOfHost(words: Parameters<ReadNames>[0], found: Mentions): void {
  const slash = words.text.indexOf('/');
  if (slash > 0) namespaceName(cut(words, 0, slash), found);
}

function readDelegate(node: YamlNode, found: Mentions): void {
  const words = wordsOf(entryOf(node, 'name')?.value);
  const namespace = wordsOf(entryOf(node, 'namespace')?.value);
  if (namespace) namespaceName(namespace, found);
  if (words) found.add(words, 'delegate', { kind: 'VirtualService', namespace: namespace?.text, name: words.text });
}

/** `trust-domain/ns/NAMESPACE/sa/ACCOUNT`; either part may be a pattern, the other one is a name all the same. */
const principal: ReadNames = (words, found) => {
  const match = /^(.*?\/?ns\/)([^/]+)(?:(\/sa\/)([^/]+))?$/.exec(words.text);
  if (!match) return;
  const [, before = '', namespace = '', between = '', account = ''] = match;
  const from = before.length;
  namespaceName(cut(words, from, from + namespace.length), found);
  const start = from + namespace.length + between.length;
  if (isPlainName(account) && isPlainName(namespace)) {
    const part = { start, end: start + account.length };
    found.add(words, 'principal', { kind: 'ServiceAccount', namespace, name: account }, { part });
  }
};

const account = qualified('ServiceAccount', 'service account');

const SOURCE_READERS: Readonly<Record<string, ReadNames>> = {
  principals: principal,
  notPrincipals: principal,
  namespaces: namespaceName,
  notNamespaces: namespaceName,
  serviceAccounts: account,
  notServiceAccounts: account,
};
const CONDITION_READERS: Readonly<Record<string, ReadNames>> = {
  'source.principal': principal,
  'source.namespace': namespaceName,
  'source.serviceAccount': account,
  // Knative's activator is told by it whose revision is meant.
  'request.headers[knative-serving-namespace]': namespaceName,
};

function readRules(found: Mentions): void {
  const policy = found.resource.read(readAuthorizationPolicy);
  const readAll = (lists: readonly PolicyList[], readerOf: (field: string) => ReadNames | undefined) => {
    for (const { field, list } of lists) {
      const read = readerOf(field);
      if (read) listed(list.node, read, found);
    }
  };
  readAll(
    sourceLists(policy, [
      'principals',
      'notPrincipals',
      'namespaces',
      'notNamespaces',
      'serviceAccounts',
      'notServiceAccounts',
    ]),
    (field) => ownValue(SOURCE_READERS, field),
  );
  readAll(operationLists(policy, ['hosts', 'notHosts']), () => host());
  readAll(
    conditionLists(policy, () => true),
    (field) => ownValue(CONDITION_READERS, field.startsWith('request.') ? field.toLowerCase() : field),
  );
}
