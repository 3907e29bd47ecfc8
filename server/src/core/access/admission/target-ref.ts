/** Kinds that a policy may be attached to (istio pkg/config/validation, allowedTargetRefs). */
import type { Resource } from '../../model/resource';
import { entryOf, isNull, itemsOf, stringOf } from '../../yaml/node';
import type { Refuse } from './refusal';

const ALLOWED: ReadonlySet<string> = new Set([
  '/Service',
  'core/Service',
  'networking.istio.io/ServiceEntry',
  'gateway.networking.k8s.io/Gateway',
  'gateway.networking.k8s.io/GatewayClass',
]);

export function checkTargetRefs(resource: Resource, refuse: Refuse): void {
  const single = resource.at('spec', 'targetRef');
  for (const ref of [...(single && !isNull(single) ? [single] : []), ...itemsOf(resource.at('spec', 'targetRefs'))]) {
    const kindNode = entryOf(ref, 'kind')?.value;
    const groupNode = entryOf(ref, 'group')?.value;
    const kind = stringOf(kindNode);
    const group = groupNode && !isNull(groupNode) ? stringOf(groupNode) : '';
    if (kind === undefined || group === undefined || ALLOWED.has(`${group}/${kind}`)) continue;
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
