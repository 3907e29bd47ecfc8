import type { KindId } from '../model/kinds';
import type { Resource } from '../model/resource';
import { isBroken } from '../model/workload';
import { type Constraint, placesAt } from '../schema/constraint';
import { GATEWAY_API_CONSTRAINTS } from '../schema/constraints-gateway-api';
import { ISTIO_CONSTRAINTS } from '../schema/constraints-istio';
import { looksLikePatch } from '../schema/report';
import { defineRule } from './define';

const CONSTRAINTS: ReadonlyMap<string, readonly Constraint[]> = new Map<string, readonly Constraint[]>([
  ...Object.entries(ISTIO_CONSTRAINTS),
  ...Object.entries(GATEWAY_API_CONSTRAINTS),
]);

export default defineRule({
  id: 'schema-constraint',
  severity: 'error',
  summary:
    'a value, or fields together, that the rules of the CRD refuse: durations, paths, hostnames, filters, listeners',
  sources: ['istio-api and gateway-api CRDs: x-kubernetes-validations and patterns (kubectl apply refuses the object)'],
  peers: ['the CRD in a cluster', 'IST0106, in part'],
  on: [...CONSTRAINTS.keys()] as KindId[],
  check(resource, context) {
    if (looksLikePatch(resource) || isBroken(resource)) return;
    for (const { at, what, why, todo } of resource.read(violations)) {
      context.report({ at, message: { what, ...(why ? { why } : {}), todo } });
    }
  },
});

const violations = (resource: Resource) =>
  (CONSTRAINTS.get(resource.kind) ?? []).flatMap(({ path, check }) =>
    placesAt(resource.root, path).flatMap((place) => check(place)),
  );
