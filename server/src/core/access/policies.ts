/** The security objects of a manifest set as istiod holds them: admitted ones only, and which of them select a workload. */
import type { AuthorizationPolicy } from '../model/authorization-policy';
import type { PeerAuthentication } from '../model/peer-authentication';
import type { RequestAuthentication } from '../model/request-authentication';
import type { Resource } from '../model/resource';
import type { Selector } from '../model/selector';
import type { MeshFacts, Workload } from './question';
import type { Truth } from './truth';

/** An object with the namespace that it lands in. */
export interface Placed<T> {
  readonly namespace: string;
  readonly name: string;
  readonly spec: T;
}

export interface PolicySet {
  readonly authorization: readonly Placed<AuthorizationPolicy>[];
  readonly peer: readonly Placed<PeerAuthentication>[];
  readonly request: readonly Placed<RequestAuthentication>[];
}

/** True when all labels that the selector asks for are there; an empty selector takes every workload. */
export function selectsWorkload(selector: Selector, workload: Workload): Truth {
  if (workload.selectedBy) return workload.selectedBy(selector);
  let result: Truth = selector.unknown ? undefined : true;
  for (const [key, value] of selector.labels) {
    if (!workload.labels.has(key)) {
      if (!workload.labelsOpen) return false;
      result = undefined;
      continue;
    }
    const has = workload.labels.get(key);
    if (has === undefined) result = undefined;
    else if (has !== value) return false;
  }
  return result;
}

/**
 * AuthorizationPolicies and RequestAuthentications of the workload's namespace and the root namespace that select it. Those with
 * `targetRef(s)` belong to gateways and waypoints: sidecars ignore them.
 */
export function applying<
  T extends { readonly resource: Resource; readonly selector: Selector; readonly targetRefs: readonly unknown[] },
>(
  placed: readonly Placed<T>[],
  workload: Workload,
  mesh: MeshFacts,
): { readonly policy: Placed<T>; readonly selects: Truth }[] {
  return placed.flatMap((policy) => {
    if (workload.attached) {
      const counts = workload.attached(policy);
      return counts === false ? [] : [{ policy, selects: counts }];
    }
    if (policy.namespace !== workload.namespace && policy.namespace !== mesh.rootNamespace) return [];
    if (policy.spec.targetRefs.length > 0) return [];
    const selects = selectsWorkload(policy.spec.selector, workload);
    return selects === false ? [] : [{ policy, selects }];
  });
}
