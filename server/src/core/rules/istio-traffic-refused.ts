import type { KindId } from '../model/kinds';
import type { Resource } from '../model/resource';
import { isBroken } from '../model/workload';
import { type Constraint, nodesAt } from '../schema/constraint';
import { ISTIO_WEBHOOK_CONSTRAINTS } from '../schema/constraints-istio-webhook';
import { looksLikePatch } from '../schema/report';
import { defineRule } from './define';

const CONSTRAINTS: ReadonlyMap<string, readonly Constraint[]> = new Map(Object.entries(ISTIO_WEBHOOK_CONSTRAINTS));

export default defineRule({
  id: 'istio-traffic-refused',
  severity: 'error',
  summary: "shares, patterns or protocols that Istio's webhook refuses",
  sources: [
    'istio pkg/config/validation validatePercentage, validateStringMatchRegexp, validateOutlierDetection and ValidateProtocol',
  ],
  peers: ['IST0106'],
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
    nodesAt(resource.root, path).flatMap((node) => check(node)),
  );
