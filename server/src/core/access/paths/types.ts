/** What the path evaluator answers: who gets to a model, on which way, and why. */
import type { Resource } from '../../model/resource';
import type { YamlNode } from '../../yaml/node';
import type { Reason } from '../question';

/** Result as the caller sees it. */
export type PathResult = '200' | '403' | '404' | '503' | 'reset' | 'refused' | 'timeout' | 'dns' | 'unknown';

/** `mesh:<namespace>[/<serviceAccount>]`: a pod with a sidecar. `non-mesh`: a pod without. `external`: from outside the cluster. */
export type CallerName = string;

/** `path`: the domain's path-based route. `activator-service`: Knative's activator called directly with forged revision headers. */
export type HostKind = 'predictor' | 'top-level' | 'external' | 'path' | 'activator-service' | 'pod-ip';
export const HOST_KINDS: readonly HostKind[] = [
  'predictor',
  'top-level',
  'external',
  'path',
  'activator-service',
  'pod-ip',
];

/** Whether Knative's activator stands before the pods (SKS proxy mode); `none` where there is no activator. */
export type ActivatorState = 'off' | 'on' | 'none';

export type SentTls = 'mtls' | 'plaintext' | 'tls' | 'none';

export type StationKind = 'client' | 'gateway' | 'activator' | 'waypoint' | 'pod';

export interface Hop {
  readonly from: StationKind;
  /** `undefined`: the request goes nowhere (no such name, no route, no such port). */
  readonly to: StationKind | undefined;
  /** Port of the receiving pod. */
  readonly port: number | undefined;
  readonly tls: SentTls;
  /** Who the receiver sees: a principal, or nobody. */
  readonly identity: string | null;
  /** Host header as it arrives. */
  readonly host: string;
  /** The activator's own health probe, which decides where it sends requests. */
  readonly probe: boolean;
  /** `accepted`, or why it ends here: a status, `reset`, `refused`… For probes what came of it. */
  readonly outcome: string;
}

export interface Assumption {
  readonly text: string;
  /** Where it comes from: a file says so, a setting, or the default of an ordinary installation. */
  readonly from: 'file' | 'setting' | 'default';
  readonly resource?: Resource;
  readonly node?: YamlNode;
}

export interface AccessRow {
  readonly caller: CallerName;
  readonly host: HostKind;
  /** What the caller asks for, as `http://host`. */
  readonly url: string;
  readonly activator: ActivatorState;
  readonly result: PathResult;
  /** Principal that the model's pod sees; `null` without one, or when the request never gets there. */
  readonly identity: string | null;
  /** Stations as letters: C client, G gateway, A activator, W waypoint, P pod. */
  readonly path: string;
  readonly hops: readonly Hop[];
  /** Host header at the pod; `undefined` when the request never gets there. */
  readonly hostAtPod: string | undefined;
  /** What decides, first things first. */
  readonly reasons: readonly Reason[];
  readonly assumptions: readonly Assumption[];
}

/** When a model's requests go through the activator. */
export interface ActivatorUse {
  readonly off: boolean;
  readonly on: boolean;
  /** The state of most requests: `both` when it changes with the load. */
  readonly usual: 'off' | 'on' | 'both';
  /** In plain words, with the line that sets it. */
  readonly reason: Reason;
}

/** Everything but the names is worked out when first asked for. */
export interface ServiceAccess {
  readonly namespace: string;
  readonly name: string;
  readonly kind: 'InferenceService';
  readonly resource: Resource;
  readonly mode: 'Knative' | 'Standard' | 'ModelMesh' | 'unknown';
  readonly activator: ActivatorUse | undefined;
  /** Callers that fare alike on every path, with the rows of the first of them. */
  readonly groups: readonly CallerGroup[];
  /** A row for each caller; made when first asked for. */
  readonly rows: readonly AccessRow[];
}

export interface CallerGroup {
  readonly callers: readonly CallerName[];
  readonly rows: readonly AccessRow[];
}
