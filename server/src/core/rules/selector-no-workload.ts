import { knownStrings } from '../model/gateway';
import { nearest } from '../model/nearest';
import { POD_KINDS, type PodGroup, podGroupsIn, selectsPods } from '../model/pods';
import { isGatewaySelector } from '../model/policy-scope';
import type { Resource } from '../model/resource';
import { readSelector, type Selector } from '../model/selector';
import { isPlacedUnknown } from '../model/workload';
import { at, entryOf, hasUnknown, isScalar } from '../yaml/node';
import { defineRule } from './define';
import { replaceFix } from './fix';

export default defineRule({
  id: 'selector-no-workload',
  severity: 'warning',
  summary: 'no pods of the namespace, as far as the files tell, have the labels of a selector',
  sources: [
    'istio-api type/v1beta1 WorkloadSelector: a pod must have all labels; seen with a real Envoy, case included',
  ],
  peers: ['IST0127', 'KIA0004'],
  on: [
    'AuthorizationPolicy',
    'PeerAuthentication',
    'RequestAuthentication',
    'Sidecar',
    'EnvoyFilter',
    'Telemetry',
    'WasmPlugin',
  ],
  reads: [...POD_KINDS],
  fromAbsence: true,
  check(resource, context) {
    const selector = selectorOf(resource);
    const field = BY_LABELS.has(resource.kind) ? 'labels' : 'matchLabels';
    if (selector.labels.size === 0 || selector.unknown || isPlacedUnknown(resource) || isGatewaySelector(selector))
      return;
    const namespace = context.namespaceOf(resource);
    const { rootNamespace, knativeNamespace, kserveNamespace, gatewayNamespace } = context.platform;
    // What runs in the platform's own namespaces is installed from elsewhere, and policies of the root namespace reach everywhere.
    if ([rootNamespace, knativeNamespace, kserveNamespace, gatewayNamespace].includes(namespace)) return;
    const pods = podGroupsIn(context, namespace);
    if (pods.length === 0 || pods.some((each) => selectsPods(selector, each) !== false)) return;
    const near = closest(selector, pods, field);
    const node = near && at(selector.node, field, near.key);
    const right = near && (nearest(near.value, near.known) ?? (near.known.length === 1 ? near.known[0] : undefined));
    // Filters and listeners are often for what is installed from elsewhere.
    if (!POLICIES.has(resource.kind) && !(near && nearest(near.value, near.known))) return;
    context.report({
      at: (isScalar(node) ? node : undefined) ?? at(selector.node, field) ?? selector.node ?? resource.headNode,
      message: {
        what: `No pods of namespace ${namespace} in the files have ${near ? `${near.key}: ${near.value}` : 'these labels'}`,
        why: near?.known.length
          ? `${near.key} is ${near.known.slice(0, 4).join(', ')} there, so the policy selects nothing`
          : 'so the policy selects nothing',
        todo: right
          ? `Write ${right} if that is meant`
          : 'Use labels of the pods; those of an InferenceService have serving.kserve.io/inferenceservice: NAME',
      },
      fixes: right && isScalar(node) ? [replaceFix(resource, node, right, false)] : [],
    });
  },
});

const POLICIES: ReadonlySet<string> = new Set(['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication']);
/** These have `workloadSelector.labels`, the others `selector.matchLabels`. */
const BY_LABELS: ReadonlySet<string> = new Set(['Sidecar', 'EnvoyFilter']);

function selectorOf(resource: Resource): Selector {
  if (!BY_LABELS.has(resource.kind)) return readSelector(resource.at('spec'));
  const node = resource.at('spec', 'workloadSelector');
  const labels = entryOf(node, 'labels')?.value;
  return { node, labels: knownStrings(labels), unknown: hasUnknown(node) };
}

/** The one label that keeps the selector from meeting some pods, with the values that pods have for it. */
function closest(selector: Selector, pods: readonly PodGroup[], field: string) {
  for (const [key, value] of selector.labels) {
    const rest: Selector = { ...selector, labels: new Map([...selector.labels].filter(([each]) => each !== key)) };
    const left = pods.filter((each) => selectsPods(rest, each) !== false);
    if (left.length === 0) continue;
    const known = [...new Set(left.flatMap((each) => each.labels.get(key) ?? []))];
    if (entryOf(at(selector.node, field), key)) return { key, value, known };
  }
  return undefined;
}
