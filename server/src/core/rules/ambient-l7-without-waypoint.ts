import { ambientNamespace, lossFor, mayUseWaypoint, readWaypointUse } from '../model/ambient';
import { readAuthorizationPolicy } from '../model/authorization-policy';
import { isGatewaySelector } from '../model/policy-scope';
import { httpLists } from '../model/policy-values';
import type { Resource } from '../model/resource';
import { readSelector } from '../model/selector';
import { INJECT_KEY, isPlacedUnknown, readPodMetadata, WORKLOAD_KINDS } from '../model/workload';
import { at, entryOf, isMap, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import { setField } from '../yaml/write-yaml';
import { defineRule } from './define';
import { fixIn } from './fix';

const LABEL = 'istio.io/use-waypoint';

export default defineRule({
  id: 'ambient-l7-without-waypoint',
  severity: 'warning',
  summary: 'a policy of an ambient namespace needs HTTP, but no waypoint reads HTTP there',
  sources: [
    'istio docs, ambient/usage/l4-policy: ztunnel enforces what needs no HTTP; the rest needs a waypoint',
    'istio pilot/pkg/serviceregistry/ambient authorization.go and ztunnel src/rbac.rs: ALLOW rules that need HTTP are left out; a from, a to or a condition of which nothing is left never matches',
    'istio-api label/labels.yaml: istio.io/use-waypoint on namespace, Service or pod; none opts out',
  ],
  peers: ['KIA0109', 'KIA1317'],
  on: ['AuthorizationPolicy', 'RequestAuthentication'],
  reads: ['Namespace', 'Service', ...WORKLOAD_KINDS],
  fromAbsence: true,
  check(resource, context) {
    if (isPlacedUnknown(resource)) return;
    const need = httpNeed(resource);
    if (!need) return;
    const name = context.namespaceOf(resource);
    const namespace = ambientNamespace(context, name);
    if (!namespace || mayUseWaypoint(namespace)) return;
    const use = namespace.read(readWaypointUse);
    if (use && use.name !== 'none') return;
    // A Service or a pod may have one of its own; pods with a sidecar need none.
    const others = [
      ...context.inNamespace('Service', name),
      ...WORKLOAD_KINDS.flatMap((kind) => context.inNamespace(kind, name)),
    ];
    if (others.some((each) => mayUseWaypoint(each) || each.read(readWaypointUse) || hasSidecar(each))) return;
    const metadata = namespace.at('metadata');
    context.report({
      at: need.node,
      message: {
        what: `${need.what}, but nothing in ambient namespace ${name} uses a waypoint`,
        why:
          resource.kind === 'AuthorizationPolicy'
            ? `ztunnel does not read HTTP: ${lossFor(resource.read(readAuthorizationPolicy).action)}`
            : 'ztunnel does not read HTTP, so tokens are neither read nor checked',
        todo: `Add a waypoint and label the namespace ${LABEL}`,
      },
      fixes:
        !use && isMap(metadata)
          ? [
              fixIn(
                namespace,
                `Label namespace ${name} with ${LABEL}: waypoint`,
                () => setField(namespace.document.text, metadata, ['labels', LABEL], 'waypoint') ?? [],
                false,
              ),
            ]
          : [],
      related: [
        {
          document: namespace.document,
          span: namespace.headNode.span,
          message: 'In the ambient mesh, without a waypoint',
        },
      ],
    });
  },
});

/** What of the policy needs HTTP; nothing for policies of gateways and waypoints. */
function httpNeed(resource: Resource): { node: YamlNode; what: string } | undefined {
  const spec = resource.at('spec');
  const refs = [...itemsOf(at(spec, 'targetRefs')), ...[at(spec, 'targetRef') ?? []].flat()];
  if (refs.some((ref) => /^Gateway/.test(stringOf(entryOf(ref, 'kind')?.value) ?? 'Gateway'))) return undefined;
  if (isGatewaySelector(readSelector(spec))) return undefined;
  if (resource.kind === 'RequestAuthentication') {
    return itemsOf(at(spec, 'jwtRules')).length > 0
      ? { node: resource.headNode, what: 'Tokens are to be checked' }
      : undefined;
  }
  const policy = resource.read(readAuthorizationPolicy);
  const [list] = policy.rules.flatMap((rule) => httpLists(rule));
  return list && { node: list.key, what: 'This rule needs HTTP' };
}

const hasSidecar = (resource: Resource): boolean =>
  resource.kind !== 'Service' &&
  (resource.read(readPodMetadata).unknown || resource.read(readPodMetadata).labels.get(INJECT_KEY) === 'true');
