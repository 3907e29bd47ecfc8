/**
 * How lists of Kubernetes' own kinds are merged by a strategic merge patch: by which keys of their items. Lists of other kinds have no
 * such keys and are replaced. From the `x-kubernetes-patch-merge-key` and `x-kubernetes-list-map-keys` of Kubernetes' OpenAPI document.
 */
import { splitApiVersion } from '../model/kinds';

/** What is known of a field: its own fields, and, where it is a list that is merged, the keys of its items (none: the values themselves). */
export interface Shape {
  readonly fields?: Readonly<Record<string, Shape>>;
  readonly keys?: readonly string[];
  /** Merged as a set of values. */
  readonly set?: true;
}

const list = (keys: readonly string[], fields: Readonly<Record<string, Shape>> = {}): Shape => ({ keys, fields });
const map = (fields: Readonly<Record<string, Shape>>): Shape => ({ fields });

const METADATA: Shape = map({ finalizers: { set: true }, ownerReferences: list(['uid']) });

const CONTAINER: Readonly<Record<string, Shape>> = {
  ports: list(['containerPort', 'protocol']),
  env: list(['name']),
  volumeMounts: list(['mountPath']),
  volumeDevices: list(['devicePath']),
  resources: map({ claims: list(['name']) }),
};

const POD_SPEC: Shape = map({
  containers: list(['name'], CONTAINER),
  initContainers: list(['name'], CONTAINER),
  ephemeralContainers: list(['name'], CONTAINER),
  volumes: list(['name']),
  imagePullSecrets: list(['name']),
  hostAliases: list(['ip']),
  topologySpreadConstraints: list(['topologyKey', 'whenUnsatisfiable']),
  schedulingGates: list(['name']),
  resourceClaims: list(['name']),
});

const POD_TEMPLATE: Shape = map({ metadata: METADATA, spec: POD_SPEC });
const WORKLOAD: Shape = map({ metadata: METADATA, spec: map({ template: POD_TEMPLATE }) });

const SHAPES: Readonly<Record<string, Shape>> = {
  '/Namespace': map({ metadata: METADATA }),
  '/ConfigMap': map({ metadata: METADATA }),
  '/Secret': map({ metadata: METADATA }),
  '/Service': map({ metadata: METADATA, spec: map({ ports: list(['port', 'protocol']) }) }),
  '/ServiceAccount': map({ metadata: METADATA, secrets: list(['name']) }),
  '/Pod': POD_TEMPLATE,
  'apps/Deployment': WORKLOAD,
  'apps/StatefulSet': WORKLOAD,
  'apps/DaemonSet': WORKLOAD,
  'apps/ReplicaSet': WORKLOAD,
  'batch/Job': WORKLOAD,
  'batch/CronJob': map({ metadata: METADATA, spec: map({ jobTemplate: WORKLOAD }) }),
  'networking.k8s.io/NetworkPolicy': map({ metadata: METADATA }),
  'networking.k8s.io/Ingress': map({ metadata: METADATA }),
};

/** The shape of an object; `undefined` for kinds that are not Kubernetes' own. */
export const shapeOf = (apiVersion: string, kind: string): Shape | undefined =>
  SHAPES[`${splitApiVersion(apiVersion).group}/${kind}`];
