/** Pods that the set's objects make: their labels for selectors to meet, and what of them cannot be known. */
import { at, entriesOf, entryOf, isMap, isUnknown, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import { readInferenceService } from './inference-service';
import type { KindId } from './kinds';
import type { Lookups } from './lookups';
import type { Resource } from './resource';
import type { Selector } from './selector';
import { isBroken, podMetadataPath } from './workload';

/** The pods of one object; an InferenceService has a group for each component. */
export interface PodGroup {
  readonly resource: Resource;
  /** Known labels; `undefined` for a label that is there with a value nobody can know. */
  readonly labels: ReadonlyMap<string, string | undefined>;
  /** More labels may come, from a template or a controller that is not read here. */
  readonly open: boolean;
  readonly podSpec: YamlNode | undefined;
}

/** Kinds that {@link podGroupsIn} reads; rules that call it declare them. */
export const POD_KINDS = [
  'Pod',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'KnativeService',
  'InferenceService',
  'InferenceGraph',
  'LLMInferenceService',
  'WorkloadEntry',
  'WorkloadGroup',
] as const satisfies readonly KindId[];

/** Labels that controllers add to any pod, so that their absence from a file proves nothing. */
const ADDED =
  /^(?:pod-template-hash|controller-revision-hash|job-name|controller-uid|(?:statefulset|apps|batch|topology)\.kubernetes\.io\/.*|(?:[a-z]+\.)?istio\.io\/.*)$/;
/** What Knative adds besides (serving pkg/reconciler/revision/resources/meta.go), and KServe (pkg/constants). */
const ADDED_KNATIVE = /^(?:app|[a-z.]*knative\.dev\/.*)$/;
const ADDED_KSERVE = /^(?:component|endpoint|modelClass|[a-z.]*kserve\.io\/.*|app\.kubernetes\.io\/.*)$/;

export function readPodGroups(resource: Resource): readonly PodGroup[] {
  switch (resource.kind) {
    case 'InferenceService':
      return inferencePods(resource);
    case 'InferenceGraph':
    case 'LLMInferenceService':
      return [{ resource, labels: new Map(), open: true, podSpec: undefined }];
    case 'WorkloadEntry':
      return [group(resource, resource.at('spec'), undefined)];
    case 'WorkloadGroup':
      return [group(resource, resource.at('spec', 'metadata'), undefined)];
    default: {
      const path = podMetadataPath(resource.kind);
      const template = path.length > 1 ? resource.at(...path.slice(0, -1)) : resource.root;
      if (!isMap(template)) return [{ resource, labels: new Map(), open: true, podSpec: undefined }];
      return [group(resource, resource.at(...path), entryOf(template, 'spec')?.value, isUnknown(template))];
    }
  }
}

function group(
  resource: Resource,
  metadata: YamlNode | undefined,
  podSpec: YamlNode | undefined,
  open = false,
): PodGroup {
  const own = labelsOf(metadata);
  return { resource, labels: own.labels, open: open || own.open || isBroken(resource), podSpec };
}

function labelsOf(metadata: YamlNode | undefined): { labels: Map<string, string | undefined>; open: boolean } {
  const node = entryOf(metadata, 'labels')?.value;
  return {
    labels: new Map(entriesOf(node).map((entry) => [entry.key.text, stringOf(entry.value)])),
    open: isUnknown(metadata) || isUnknown(node) || entriesOf(node).some((entry) => entry.key.unknown),
  };
}

/** kserve reconcilers: labels of the object and of the component reach the pods, with the object's name and the component's. */
function inferencePods(resource: Resource): PodGroup[] {
  const service = resource.read(readInferenceService);
  const outer = labelsOf(resource.at('metadata'));
  return (['predictor', 'transformer', 'explainer'] as const).flatMap((component) => {
    const part = service[component];
    if (!part) return [];
    const inner = labelsOf(part);
    const labels = new Map([...outer.labels, ...inner.labels]);
    labels.set('serving.kserve.io/inferenceservice', resource.name);
    labels.set('component', component);
    return [
      { resource, labels, open: outer.open || inner.open || isUnknown(part) || isBroken(resource), podSpec: part },
    ];
  });
}

function mayBeAdded({ resource: { kind } }: PodGroup, key: string): boolean {
  if (ADDED.test(key)) return true;
  const knative = kind === 'KnativeService' || kind === 'InferenceService';
  return (knative && ADDED_KNATIVE.test(key)) || (kind === 'InferenceService' && ADDED_KSERVE.test(key));
}

/** Whether the selector takes the pods; `undefined` when that cannot be known. No labels: it takes every pod. */
export function selectsPods(selector: Selector, pods: PodGroup): boolean | undefined {
  let sure = !selector.unknown;
  for (const [key, value] of selector.labels) {
    if (pods.labels.has(key)) {
      const mine = pods.labels.get(key);
      if (mine === value) continue;
      if (mine !== undefined) return false;
      sure = false;
    } else if (pods.open || mayBeAdded(pods, key)) sure = false;
    else return false;
  }
  return sure ? true : undefined;
}

/** Where pods are looked for; with `deriveFor`, once for a namespace. */
export type PodLookup = Pick<Lookups, 'inNamespace'> & Partial<Pick<Lookups, 'deriveFor'>>;

/** Pods of a namespace in the set, in order of kinds and files. */
export const podGroupsIn = (set: PodLookup, namespace: string): readonly PodGroup[] =>
  set.deriveFor ? set.deriveFor(namespace, readPodGroupsIn) : readPodGroupsIn(set, namespace);

const readPodGroupsIn = (set: Pick<Lookups, 'inNamespace'>, namespace: string): readonly PodGroup[] =>
  POD_KINDS.flatMap((kind) => set.inNamespace(kind, namespace).flatMap((each) => each.read(readPodGroups)));

/** Container ports that a pod spec declares. */
export const containerPorts = (podSpec: YamlNode | undefined): { name: string | undefined; port: number }[] =>
  itemsOf(entryOf(podSpec, 'containers')?.value).flatMap((container) =>
    itemsOf(at(container, 'ports')).flatMap((port) => {
      const number = at(port, 'containerPort');
      return number?.kind === 'scalar' && typeof number.value === 'number'
        ? [{ name: stringOf(at(port, 'name')), port: number.value }]
        : [];
    }),
  );
