/** Who gets in: the decision at one proxy, and whole request paths to InferenceServices. */
export { isAdmitted, refusalsOf } from './admission/admit';
export type { Refusal, RefusedBy } from './admission/refusal';
export { type ChangedPolicies, changePolicies, type PolicyActionChange } from './change-policy';
export { decide, ProxyPolicies, type Question } from './decide';
export { type Identity, principalOf } from './identity';
export { AccessMemory, evaluateAccess, explainRequest, type RequestQuestion } from './paths/evaluate';
export { type Place, placeOf } from './paths/place';
export {
  type AccessRow,
  type ActivatorState,
  type ActivatorUse,
  type Assumption,
  type CallerGroup,
  type CallerName,
  HOST_KINDS,
  type Hop,
  type HostKind,
  type PathResult,
  type ServiceAccess,
  type StationKind,
} from './paths/types';
export type { Placed, PolicySet } from './policies';
export { policySetOf } from './policy-set';
export type { AccessRequest, Answer, HttpRequest, MeshFacts, Reason, Verdict, Workload } from './question';
