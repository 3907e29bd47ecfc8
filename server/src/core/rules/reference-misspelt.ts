import { derivedServices } from '../model/derived-hosts';
import { COMPONENT_NAMES } from '../model/inference-components';
import type { KindId } from '../model/kinds';
import { kindById } from '../model/kinds';
import { likelySlip, nearest } from '../model/nearest';
import type { Resource } from '../model/resource';
import { routeDestinations } from '../model/route-destinations';
import { SECRET_KINDS, secretNameOf } from '../model/secrets';
import { fullHost, readServiceHost } from '../model/service-host';
import { readTargetRefs } from '../model/target-ref';
import { isBroken, isPlacedUnknown, podMetadataPath } from '../model/workload';
import { entryOf, isScalar, itemsOf, type ScalarNode, stringOf, type YamlNode } from '../yaml/node';
import { defineRule, type RuleContext } from './define';
import { replaceFix } from './fix';

const PODS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'KnativeService'] as const;
const DERIVED = ['ConfigMap', 'InferenceGraph', 'InferenceService', 'KnativeService'] as const;

export default defineRule({
  id: 'reference-misspelt',
  severity: 'warning',
  summary:
    'an object names another that the files do not have, but one of nearly the same name (information: others of its kind)',
  sources: [
    'kserve pkg/apis/serving: runtime, serviceAccountName, serviceName and inferenceService are names within the namespace; Kubernetes, Istio and the Gateway API compare names letter by letter',
  ],
  peers: ['IST0101, in part', 'KIA1101, in part'],
  on: [
    'InferenceService',
    'InferenceGraph',
    'TrainedModel',
    'ServiceAccount',
    'VirtualService',
    'HTTPRoute',
    'GRPCRoute',
    'AuthorizationPolicy',
    'RequestAuthentication',
    ...PODS,
  ],
  reads: [
    'ServiceAccount',
    'ServingRuntime',
    'ClusterServingRuntime',
    'Service',
    'ServiceEntry',
    'GatewayApiGateway',
    ...SECRET_KINDS,
    ...DERIVED,
  ],
  fromAbsence: true,
  check(resource, context) {
    if (isBroken(resource) || isPlacedUnknown(resource)) return;
    for (const reference of referencesOf(resource, context)) {
      const { name, node, kind, namespace } = reference;
      const known = namesOf(kind, namespace, context);
      if (!known || known.size === 0 || known.has(name)) continue;
      const slip = likelySlip(name, known, []);
      // Names that people number or suffix may both be meant.
      const right = slip ?? (reference.closed || kind === 'ServingRuntime' ? nearest(name, known) : undefined);
      if (!right && !reference.closed) continue;
      const word = kindById(kind).kind;
      context.report({
        at: node,
        severity: slip ? 'warning' : 'information',
        message: {
          what: `No ${word} ${name} is known in namespace ${namespace}`,
          why: right
            ? `${right} is, and names are compared letter by letter`
            : `the files have ${[...known].slice(0, 4).join(', ')}`,
          todo: right ? `Write ${right} if that is meant` : 'Check the name',
        },
        fixes: right && !node.alias && reference.whole ? [replaceFix(resource, node, right, false)] : [],
      });
    }
  },
});

interface Reference {
  readonly kind: KindId;
  readonly namespace: string;
  readonly name: string;
  readonly node: ScalarNode;
  /** The value is the name alone. */
  readonly whole: boolean;
  /** Objects of that kind are usually kept beside those that name them. */
  readonly closed: boolean;
}

function referencesOf(resource: Resource, context: RuleContext): readonly Reference[] {
  const own = context.namespaceOf(resource);
  const to = (kind: KindId, node: YamlNode | undefined, closed: boolean, namespace = own): Reference[] => {
    const name = stringOf(node);
    return name && isScalar(node) ? [{ kind, namespace, name, node, whole: true, closed }] : [];
  };
  const field = (node: YamlNode | undefined, key: string) => entryOf(node, key)?.value;
  switch (resource.kind) {
    case 'InferenceService':
      return [
        ...COMPONENT_NAMES.flatMap((each) =>
          to('ServiceAccount', resource.at('spec', each, 'serviceAccountName'), true),
        ),
        ...to('ServingRuntime', resource.at('spec', 'predictor', 'model', 'runtime'), false),
      ];
    case 'InferenceGraph': {
      const nodes = resource.at('spec', 'nodes');
      const all = nodes?.kind === 'map' ? nodes.entries.flatMap(({ value }) => itemsOf(field(value, 'steps'))) : [];
      return all.flatMap((step) => to('InferenceService', field(step, 'serviceName'), true));
    }
    case 'TrainedModel':
      return to('InferenceService', resource.at('spec', 'inferenceService'), true);
    case 'ServiceAccount':
      return itemsOf(resource.at('secrets')).flatMap((each) => to('Secret', field(each, 'name'), true));
    case 'VirtualService':
      return routeDestinations(resource).flatMap(({ host, hostNode }) => {
        if (host === undefined || !isScalar(hostNode)) return [];
        const { clusterDomain } = context.platform;
        const service = readServiceHost(fullHost(host, own, clusterDomain), clusterDomain);
        return service && !service.name.includes('*')
          ? [{ kind: 'Service' as const, ...service, node: hostNode, whole: host === service.name, closed: false }]
          : [];
      });
    case 'HTTPRoute':
    case 'GRPCRoute':
      return [
        ...itemsOf(resource.at('spec', 'rules')).flatMap((rule) =>
          itemsOf(field(rule, 'backendRefs')).flatMap((ref) => {
            if (
              (stringOf(field(ref, 'kind')) ?? 'Service') !== 'Service' ||
              (stringOf(field(ref, 'group')) ?? '') !== ''
            )
              return [];
            return field(ref, 'namespace')
              ? to('Service', field(ref, 'name'), false, stringOf(field(ref, 'namespace')) ?? '')
              : to('Service', field(ref, 'name'), false);
          }),
        ),
        ...itemsOf(resource.at('spec', 'parentRefs')).flatMap((ref) => {
          if ((stringOf(field(ref, 'kind')) ?? 'Gateway') !== 'Gateway') return [];
          return to('GatewayApiGateway', field(ref, 'name'), false, stringOf(field(ref, 'namespace')) ?? own);
        }),
      ];
    case 'AuthorizationPolicy':
    case 'RequestAuthentication':
      return readTargetRefs(resource).flatMap(({ kind, group, nameNode }) => {
        if (kind === 'Gateway' && group === 'gateway.networking.k8s.io')
          return to('GatewayApiGateway', nameNode, false);
        return kind === 'Service' && group === '' ? to('Service', nameNode, false) : [];
      });
    default: {
      const template = resource.at(...podMetadataPath(resource.kind).slice(0, -1), 'spec');
      return to('ServiceAccount', field(template, 'serviceAccountName'), true);
    }
  }
}

/** Names that a reference may mean; `undefined` when some cannot be known. */
function namesOf(kind: KindId, namespace: string, context: RuleContext): ReadonlySet<string> | undefined {
  if (!namespace) return undefined;
  const kinds: readonly KindId[] = kind === 'Secret' ? SECRET_KINDS : [kind];
  const objects = kinds.flatMap((each) => context.inNamespace(each, namespace));
  const names = objects.map((each) => (kind === 'Secret' ? secretNameOf(each) : each.name));
  if (names.some((each) => each === undefined)) return undefined;
  const set = new Set(names as string[]);
  if (kind === 'ServiceAccount') set.add('default');
  if (kind === 'ServingRuntime')
    for (const each of context.all('ClusterServingRuntime')) if (each.name) set.add(each.name);
  if (kind === 'Service') {
    for (const { name } of derivedServices(context, namespace)) set.add(name);
    for (const each of context.all('ServiceEntry')) {
      for (const host of itemsOf(each.at('spec', 'hosts'))) {
        const service = readServiceHost(stringOf(host) ?? '', context.platform.clusterDomain);
        if (service?.namespace === namespace) set.add(service.name);
      }
    }
  }
  return kind === 'ServiceAccount' && set.size === 1 ? new Set() : set;
}
