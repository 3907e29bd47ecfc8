/**
 * Kustomize's field specs: which fields of which kinds a transformer changes. The lists follow the defaults of kustomize
 * (api/internal/konfig/builtinpluginconsts), for the kinds that Meshward reads.
 */
import { splitApiVersion } from '../model/kinds';
import { isMap, isScalar, isSeq, type MapNode, stringOf, type YamlNode } from '../yaml/node';
import { type Budget, mapAt, type Place, scalarAt, setKey, withItems } from './tree';

export interface FieldSpec {
  readonly path: readonly string[];
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  /** Missing maps on the way are made. */
  readonly create?: boolean;
}

const spec = (path: string, kind?: string, rest: Omit<FieldSpec, 'path' | 'kind'> = {}): FieldSpec => ({
  path: path.split('/'),
  ...(kind === undefined ? {} : { kind }),
  ...rest,
});
const create = { create: true } as const;

export const METADATA_LABELS = spec('metadata/labels', undefined, create);

const TEMPLATES: readonly (readonly [kind: string, group: string | undefined, ...paths: string[]])[] = [
  ['ReplicationController', undefined, 'spec/template/metadata'],
  ['Deployment', undefined, 'spec/template/metadata'],
  ['ReplicaSet', undefined, 'spec/template/metadata'],
  ['DaemonSet', undefined, 'spec/template/metadata'],
  ['StatefulSet', 'apps', 'spec/template/metadata'],
  ['Job', 'batch', 'spec/template/metadata'],
  ['CronJob', 'batch', 'spec/jobTemplate/metadata', 'spec/jobTemplate/spec/template/metadata'],
];

const ofTemplates = (field: string): FieldSpec[] =>
  TEMPLATES.flatMap(([kind, group, ...paths]) =>
    paths.map((path) => spec(`${path}/${field}`, kind, group === undefined ? create : { ...create, group })),
  );

export const TEMPLATE_LABELS: readonly FieldSpec[] = [METADATA_LABELS, ...ofTemplates('labels')];
export const CLAIM_TEMPLATE_LABELS: readonly FieldSpec[] = [
  spec('spec/volumeClaimTemplates[]/metadata/labels', 'StatefulSet', { ...create, group: 'apps' }),
];
export const ANNOTATIONS: readonly FieldSpec[] = [
  spec('metadata/annotations', undefined, create),
  ...ofTemplates('annotations'),
];

const AFFINITY_SELECTORS = ['podAffinity', 'podAntiAffinity'].flatMap((affinity) => [
  `affinity/${affinity}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
  `affinity/${affinity}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
]);

export const COMMON_LABELS: readonly FieldSpec[] = [
  spec('spec/selector', 'Service', { ...create, version: 'v1' }),
  spec('spec/selector', 'ReplicationController', { ...create, version: 'v1' }),
  spec('spec/selector/matchLabels', 'Deployment', create),
  spec('spec/selector/matchLabels', 'ReplicaSet', create),
  spec('spec/selector/matchLabels', 'DaemonSet', create),
  spec('spec/selector/matchLabels', 'StatefulSet', { ...create, group: 'apps' }),
  ...['Deployment', 'StatefulSet'].flatMap((kind) =>
    [...AFFINITY_SELECTORS, 'topologySpreadConstraints/labelSelector/matchLabels'].map((path) =>
      spec(`spec/template/spec/${path}`, kind, { group: 'apps' }),
    ),
  ),
  spec('spec/selector/matchLabels', 'Job', { group: 'batch' }),
  spec('spec/jobTemplate/spec/selector/matchLabels', 'CronJob', { group: 'batch' }),
  spec('spec/podSelector/matchLabels', 'NetworkPolicy', { group: 'networking.k8s.io' }),
  spec('spec/ingress/from/podSelector/matchLabels', 'NetworkPolicy', { group: 'networking.k8s.io' }),
  spec('spec/egress/to/podSelector/matchLabels', 'NetworkPolicy', { group: 'networking.k8s.io' }),
  ...TEMPLATE_LABELS,
  ...CLAIM_TEMPLATE_LABELS,
];

export const REPLICAS: readonly FieldSpec[] = ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map(
  (kind) => spec('spec/replicas', kind, create),
);

/** Images outside of lists called `containers` and `initContainers`, which are found wherever they stand. */
export const VOLUME_IMAGES: readonly FieldSpec[] = [
  spec('spec/volumes[]/image/reference'),
  spec('spec/template/spec/volumes[]/image/reference'),
  spec('spec/jobTemplate/spec/template/spec/volumes[]/image/reference'),
];

/** Fields that hold the name of another object, by that object's kind. */
export const NAME_REFERENCES: Readonly<Record<string, readonly FieldSpec[]>> = {
  ConfigMap: [
    ...inPods(
      ['Pod', 'PodTemplate', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job', 'CronJob'],
      'volumes/configMap/name',
      'containers/env/valueFrom/configMapKeyRef/name',
      'initContainers/env/valueFrom/configMapKeyRef/name',
      'containers/envFrom/configMapRef/name',
      'initContainers/envFrom/configMapRef/name',
      'volumes/projected/sources/configMap/name',
    ),
  ],
  Secret: [
    ...inPods(
      ['Pod', 'PodTemplate', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job', 'CronJob'],
      'volumes/secret/secretName',
      'containers/env/valueFrom/secretKeyRef/name',
      'initContainers/env/valueFrom/secretKeyRef/name',
      'containers/envFrom/secretRef/name',
      'initContainers/envFrom/secretRef/name',
      'imagePullSecrets/name',
      'volumes/projected/sources/secret/name',
    ),
    spec('spec/tls/secretName', 'Ingress'),
    spec('imagePullSecrets/name', 'ServiceAccount'),
    spec('spec/template/spec/containers/env/valueFrom/secretKeyRef/name', 'Service', {
      group: 'serving.knative.dev',
      version: 'v1',
    }),
  ],
  Service: [
    spec('spec/serviceName', 'StatefulSet', { group: 'apps' }),
    spec('spec/rules/http/paths/backend/serviceName', 'Ingress'),
    spec('spec/backend/serviceName', 'Ingress'),
    spec('spec/rules/http/paths/backend/service/name', 'Ingress'),
    spec('spec/defaultBackend/service/name', 'Ingress'),
  ],
  ServiceAccount: inPods(
    ['Pod', 'StatefulSet', 'Deployment', 'ReplicationController', 'CronJob', 'Job', 'DaemonSet'],
    'serviceAccountName',
  ),
};

function inPods(kinds: readonly string[], ...paths: readonly string[]): FieldSpec[] {
  return kinds.flatMap((kind) => {
    const pod =
      kind === 'Pod'
        ? 'spec'
        : kind === 'PodTemplate'
          ? 'template/spec'
          : kind === 'CronJob'
            ? 'spec/jobTemplate/spec/template/spec'
            : 'spec/template/spec';
    return paths.map((path) => spec(`${pod}/${path}`, kind, kind === 'Pod' ? { version: 'v1' } : {}));
  });
}

/** True when the spec is about objects like this one. */
export function concerns(one: FieldSpec, root: MapNode): boolean {
  const text = (key: string) => stringOf(root.entries.find((entry) => entry.key.text === key)?.value) ?? '';
  const { group, version } = splitApiVersion(text('apiVersion'));
  return (
    (one.kind === undefined || one.kind === text('kind')) &&
    (one.group === undefined || one.group === group) &&
    (one.version === undefined || one.version === version)
  );
}

/** Changes the node at the end of a path. A path goes through lists by itself: `containers/env` means that of every container. */
export interface FieldChange {
  readonly path: readonly string[];
  /** Where made maps are said to come from; without it nothing is made. */
  readonly create?: Place | undefined;
  /** What stands at the end of the path when nothing is there. */
  readonly leaf: 'map' | 'scalar';
  readonly budget: Budget;
  set(node: YamlNode): YamlNode;
}

/** @returns the same node when nothing changed */
export function changeField<T extends YamlNode>(node: T, change: FieldChange, depth = 0): T | YamlNode {
  change.budget.spend();
  if (depth === change.path.length) return change.set(node);
  if (isSeq(node)) {
    const items = node.items.map((item) => changeField(item, change, depth));
    return items.every((item, i) => item === node.items[i]) ? node : withItems(node, items);
  }
  if (!isMap(node)) return node;
  const step = change.path[depth]!;
  const list = step.endsWith('[]');
  const name = list ? step.slice(0, -2) : step;
  const last = depth === change.path.length - 1;
  const entry = node.entries.find((each) => each.key.text === name);
  const empty = entry === undefined || (isScalar(entry.value) && entry.value.value === null && !entry.value.unknown);
  if (!empty) {
    const value = changeField(entry.value, change, depth + 1);
    return value === entry.value ? node : setKey(node, entry.key, value);
  }
  const { create: place } = change;
  if (!place || list) return node;
  const made = last && change.leaf === 'scalar' ? scalarAt(place, null) : mapAt(place);
  const value = changeField(made, change, depth + 1);
  return setKey(node, entry?.key ?? scalarAt(place, name), value);
}
