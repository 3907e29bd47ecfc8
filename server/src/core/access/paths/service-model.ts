/** An InferenceService as requests meet it: its names, pods and activator. */

import {
  DEPLOYMENT_MODE_ANNOTATION,
  type DeploymentMode,
  readInferenceService,
  TARGET_BURST_CAPACITY,
} from '../../model/inference-service';
import { configuredMode } from '../../model/kserve-config';
import { type PodGroup, readPodGroups, selectsPods } from '../../model/pods';
import type { Resource } from '../../model/resource';
import { type Entry, entryOf, isNull, isScalar, isUnknown, stringOf, type YamlNode } from '../../yaml/node';
import type { Reason, Workload } from '../question';
import { clusterBurstCapacity, type IngressSettings, ingressSettings } from './cluster';
import { type Membership, membershipOf } from './mesh-membership';
import type { SetView } from './set-view';
import type { ActivatorUse, Assumption } from './types';

export interface Component {
  readonly kind: 'predictor' | 'transformer';
  /** Service name, `<isvc>-predictor`. */
  readonly name: string;
  readonly revision: string;
  readonly workload: Workload;
  readonly membership: Membership;
}

export interface ServiceModel {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly mode: DeploymentMode | 'unknown';
  readonly modeBasis: Assumption;
  readonly predictor: Component;
  /** Where the top-level and external hosts lead: the transformer if there is one. */
  readonly entry: Component;
  readonly ingress: IngressSettings;
  /** By the label of its mode: networking.knative.dev/visibility, or networking.kserve.io/visibility in Standard mode. */
  readonly clusterLocal: boolean;
  readonly activator: ActivatorUse;
  /** Path of an ordinary inference request. */
  readonly inferencePath: string;
}

/** Port of the pod that Services lead to: queue-proxy's in Knative mode, the model server's in Standard mode. */
export const podPort = (model: ServiceModel): number => (model.mode === 'Standard' ? 8080 : 8012);

export function serviceModel(view: SetView, resource: Resource): ServiceModel {
  const namespace = resource.namespace ?? 'default';
  const name = resource.name ?? '';
  const { mode, basis } = deploymentMode(view, resource);
  const service = resource.read(readInferenceService);
  const predictor = component(view, resource, 'predictor', mode);
  const transformer =
    service.transformer && !isNull(service.transformer) ? component(view, resource, 'transformer', mode) : undefined;
  // KServe makes no Ingress for one with its own label (kserve reconcilers/ingress/kube_ingress_reconciler.go).
  const key = mode === 'Standard' ? 'networking.kserve.io/visibility' : 'networking.knative.dev/visibility';
  const visibility = stringOf(entryOf(service.labels, key)?.value);
  return {
    resource,
    namespace,
    name,
    mode,
    modeBasis: basis,
    predictor,
    entry: transformer ?? predictor,
    ingress: view.once('ingress settings', ingressSettings, (a, b) => a.basis.resource === b.basis.resource),
    clusterLocal: visibility === 'cluster-local',
    activator: activatorUse(view, resource),
    inferencePath: `/v1/models/${name}:predict`,
  };
}

function deploymentMode(view: SetView, resource: Resource): { mode: ServiceModel['mode']; basis: Assumption } {
  const service = resource.read(readInferenceService);
  const entry = entryOf(service.annotations, DEPLOYMENT_MODE_ANNOTATION);
  if (entry) {
    const mode = service.deploymentMode ?? 'unknown';
    return {
      mode,
      basis: { text: `Deployment mode ${mode} by annotation`, from: 'file', resource, node: entry.value },
    };
  }
  if (service.annotationsUnknown) {
    return {
      mode: 'unknown',
      basis: { text: 'The deployment mode cannot be read', from: 'file', resource, node: resource.headNode },
    };
  }
  const configured = view.once(
    'default mode',
    (shared) => configuredMode(shared.all('ConfigMap'), shared.platform),
    (a, b) => a?.mode === b?.mode && a?.resource === b?.resource,
  );
  if (configured) {
    const { mode, resource: config, entry: deploy } = configured;
    const text = `Deployment mode ${mode} by inferenceservice-config`;
    return { mode, basis: { text, from: 'file', resource: config, node: deploy.value } };
  }
  const mode = view.platform.defaultDeploymentMode;
  return { mode, basis: { text: `Deployment mode ${mode}: no file says otherwise`, from: 'default' } };
}

function component(view: SetView, resource: Resource, kind: Component['kind'], mode: ServiceModel['mode']): Component {
  const namespace = resource.namespace ?? 'default';
  const part = resource.at('spec', kind);
  const name = `${resource.name ?? ''}-${kind}`;
  const revision = `${name}-00001`;
  const group = resource.read(readPodGroups).find((pods) => pods.labels.get('component') === kind);
  return {
    kind,
    name,
    revision,
    workload: workloadOf(namespace, resource, group, mode === 'Knative' ? { service: name, revision } : undefined),
    membership: membershipOf(view, namespace, {
      resource,
      labels: [entryOf(part, 'labels')?.value, resource.at('metadata', 'labels')],
      annotations: [entryOf(part, 'annotations')?.value, resource.at('metadata', 'annotations')],
    }),
  };
}

/** Knative puts its own names into labels of the pods (serving pkg/reconciler/revision/resources/meta.go). */
function workloadOf(
  namespace: string,
  resource: Resource,
  group: PodGroup | undefined,
  knative: { readonly service: string; readonly revision: string } | undefined,
): Workload {
  const labels = new Map<string, string | undefined>(
    group?.labels ?? [['serving.kserve.io/inferenceservice', resource.name]],
  );
  if (knative) {
    labels.set('serving.knative.dev/service', knative.service);
    labels.set('serving.knative.dev/configuration', knative.service);
    labels.set('serving.knative.dev/revision', knative.revision);
    if (!labels.has('app')) labels.set('app', knative.revision);
  }
  const pods: PodGroup = { resource, labels, open: group?.open ?? true, podSpec: group?.podSpec };
  return { namespace, labels, selectedBy: (selector) => selectsPods(selector, pods) };
}

const CLASS = 'autoscaling.knative.dev/class';

/** Knative's rules for the activator (serving pkg/reconciler/autoscaling/kpa.go, hpa.go). */
function activatorUse(view: SetView, resource: Resource): ActivatorUse {
  const maps: readonly (YamlNode | undefined)[] = [
    resource.at('spec', 'predictor', 'annotations'),
    resource.at('metadata', 'annotations'),
  ];
  const entry = (keys: readonly string[]): Entry | undefined => {
    for (const map of maps) for (const key of keys) if (entryOf(map, key)) return entryOf(map, key);
    return undefined;
  };
  const scaler = entry([CLASS]);
  if (scaler && stringOf(scaler.value)?.startsWith('hpa.')) {
    return {
      off: true,
      on: false,
      usual: 'off',
      reason: {
        text: 'Scaled by HPA, so the activator stays off the path while a pod is ready',
        resource,
        node: scaler.value,
      },
    };
  }
  const written = entry(TARGET_BURST_CAPACITY);
  const place = { resource, node: written?.value ?? resource.headNode };
  if (!written && maps.some((map) => isUnknown(map))) {
    return {
      off: true,
      on: true,
      usual: 'both',
      reason: { text: 'The target burst capacity cannot be read, so both states count', ...place },
    };
  }
  const cluster = written ? undefined : view.once('burst capacity', clusterBurstCapacity);
  const value = written ? numberOf(written.value) : cluster!.value;
  const source: Pick<Reason, 'resource' | 'node'> = cluster?.basis.resource
    ? { resource: cluster.basis.resource, node: cluster.basis.node }
    : place;
  if (value === undefined) {
    return {
      off: true,
      on: true,
      usual: 'both',
      reason: { text: 'The target burst capacity cannot be read, so both states count', ...source },
    };
  }
  if (value === -1) {
    return {
      off: false,
      on: true,
      usual: 'on',
      reason: { text: 'Target burst capacity -1 keeps the activator on the path always', ...source },
    };
  }
  if (value === 0) {
    const least = resource.at('spec', 'predictor', 'minReplicas');
    const toZero = isScalar(least) && least.value === 0;
    const text = toZero
      ? 'Target burst capacity 0 takes the activator off the path, but minReplicas 0 brings it back at zero pods and for the requests that wake them'
      : 'Target burst capacity 0 takes the activator off the path, except while no pod is ready';
    return { off: true, on: true, usual: 'off', reason: { text, ...(toZero ? { resource, node: least } : source) } };
  }
  const text = `Target burst capacity ${value}${written || cluster?.basis.from === 'file' ? '' : ' (the default)'} puts the activator on and off the path with the load`;
  return { off: true, on: true, usual: 'both', reason: { text, ...source } };
}

function numberOf(node: YamlNode): number | undefined {
  if (!isScalar(node) || node.unknown) return undefined;
  const value = Number(node.text);
  return node.text.trim() !== '' && Number.isFinite(value) ? value : undefined;
}
