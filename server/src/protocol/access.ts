/** Who can call a model: what the panel "Who Can Call This Model?" asks, and what it shows. */
import type { ProtocolLocation } from './locations';

/** Lists the InferenceServices of every manifest set. Params: none. Result: {@link AccessServices}. */
export const ACCESS_SERVICES_REQUEST = 'meshward/access/services';
/** Who can call one of them. Params: {@link AccessParams}. Result: {@link AccessReport}, or null when it is gone. */
export const ACCESS_REQUEST = 'meshward/access';
/**
 * Sent once after an answer to one of the requests above, when files changed that it may rest on. Params: none. The next request makes the
 * server look out for changes again.
 */
export const ACCESS_CHANGED = 'meshward/accessChanged';
/** A command of the client's that code lenses call. Arguments: one {@link ServiceName}. */
export const WHO_CAN_CALL_COMMAND = 'meshward.whoCanCall';

export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
  /** Id of the manifest set; without it, the first one that has the service. */
  readonly set?: string;
}

export interface AccessService extends ServiceName {
  readonly set: string;
  /** Folder of the set, where the workspace has several. */
  readonly setLabel: string;
  readonly location: ProtocolLocation | null;
}

export interface AccessServices {
  readonly services: readonly AccessService[];
  /** Files are still being read, so more may come. */
  readonly reading: boolean;
}

export interface AccessParams {
  readonly service: ServiceName;
  readonly whatIf?: AccessWhatIf;
}

export type PolicyChange = 'ALLOW' | 'DENY' | 'remove';

/** Changes that are only thought of: nothing is written. */
export interface AccessWhatIf {
  /** `namespace` or `namespace/serviceAccount`: pods with a sidecar. */
  readonly callers?: readonly string[];
  /** As if the activator were on, or off, the path of every request. */
  readonly activator?: 'on' | 'off';
  readonly policies?: readonly { readonly namespace: string; readonly name: string; readonly change: PolicyChange }[];
}

export type AccessVerdict = 'open' | 'closed' | 'unknown';
/** What a "what if" does to a cell. `gone`: it cannot happen any more; `new`: it could not happen before. */
export type AccessMark = 'opens' | 'closes' | 'unsure' | 'differs' | 'gone' | 'new';

export interface AccessReason {
  readonly text: string;
  readonly location: ProtocolLocation | null;
}

export interface AccessAssumption extends AccessReason {
  /** Where it comes from: a file, a setting, or how such things are installed by default. */
  readonly from: 'file' | 'setting' | 'default';
}

export interface AccessHop {
  readonly from: 'client' | 'gateway' | 'activator' | 'waypoint' | 'pod';
  /** `null`: the request goes nowhere. */
  readonly to: 'client' | 'gateway' | 'activator' | 'waypoint' | 'pod' | null;
  readonly port: number | null;
  readonly tls: 'mtls' | 'plaintext' | 'tls' | 'none';
  /** Who the receiver sees: a principal, or nobody. */
  readonly identity: string | null;
  readonly host: string;
  /** The activator's own health probe. */
  readonly probe: boolean;
  readonly outcome: string;
}

export interface AccessColumn {
  readonly host: string;
  /** `any`: the same on and off; `none`: there is no activator. */
  readonly activator: 'off' | 'on' | 'none' | 'any';
  readonly hostLabel: string;
  /** Empty where the activator makes no difference. */
  readonly activatorLabel: string;
}

export interface AccessCell {
  readonly url: string;
  /** `200`, `403`, `reset`, `timeout`… */
  readonly result: string;
  readonly verdict: AccessVerdict;
  /** `✓ 200`: a sign with words, so that nothing hangs on colours. */
  readonly text: string;
  /** One sentence. */
  readonly sentence: string;
  readonly identity: string | null;
  readonly hops: readonly AccessHop[];
  readonly reasons: readonly AccessReason[];
  readonly assumptions: readonly AccessAssumption[];
  readonly advice: readonly string[];
  /** Only in the answer to a "what if". */
  readonly mark: AccessMark | null;
  /** The text before the "what if", where it differs. */
  readonly before: string | null;
}

/** Callers that fare alike. */
export interface AccessCaller {
  readonly label: string;
  /** All of them, where the label is too short for that. */
  readonly names: readonly string[];
  /** One for each column; `null`: this caller has no such host. */
  readonly cells: readonly (AccessCell | null)[];
}

export interface AccessPolicy {
  readonly namespace: string;
  readonly name: string;
  /** `null`: not known. */
  readonly action: string | null;
  readonly location: ProtocolLocation | null;
}

export interface AccessReport {
  readonly service: AccessService;
  readonly reading: boolean;
  /** Who gets in, in one line. */
  readonly summary: string;
  /** What each set says, where the service is in several. */
  readonly sets: readonly { readonly set: string; readonly label: string; readonly summary: string }[];
  readonly mode: string;
  /** When requests go through the activator; `null` where there is none. */
  readonly activator: AccessReason | null;
  readonly columns: readonly AccessColumn[];
  readonly callers: readonly AccessCaller[];
  /** AuthorizationPolicies that may have a say. */
  readonly policies: readonly AccessPolicy[];
  /** What the "what if" changes, a line for each caller; empty without one, or when it changes nothing. */
  readonly changes: readonly string[];
  /** Why a part of the "what if" could not be thought through. */
  readonly problems: readonly string[];
}
