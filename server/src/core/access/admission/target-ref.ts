/** Kinds that a policy may be attached to (istio pkg/config/validation, allowedTargetRefs). */
import type { Resource } from '../../model/resource';
import { isTargetKind, readTargetRefs } from '../../model/target-ref';
import type { Refuse } from './refusal';

export function checkTargetRefs(resource: Resource, refuse: Refuse): void {
  for (const { group, kind, kindNode } of resource.read(readTargetRefs)) {
    if (kind === undefined || group === undefined || isTargetKind(group, kind)) continue;
    refuse({
      code: 'targetref-kind-unsupported',
      at: kindNode!,
      path: 'spec.targetRefs',
      what: `A policy cannot target ${group === '' ? kind : `${group}/${kind}`}`,
      why: 'the webhook takes Service, ServiceEntry, and the Gateway and GatewayClass of the Gateway API',
      todo: 'Correct group and kind, or use a selector',
    });
  }
}
