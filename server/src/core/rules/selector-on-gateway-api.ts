import { readAnySelector } from '../model/any-selector';
import { given } from '../model/given';
import { readPodGroups, selectsPods } from '../model/pods';
import type { Resource } from '../model/resource';
import { isBroken, isPlacedUnknown } from '../model/workload';
import { removeEntry } from '../yaml/edit-yaml';
import { entryOf, isMap, stringOf } from '../yaml/node';
import { addField, addFirstField } from '../yaml/write-yaml';
import { defineRule, type Fix, type RuleContext } from './define';
import { fixIn } from './fix';

const NAMES = ['gateway.networking.k8s.io/gateway-name', 'istio.io/gateway-name'] as const;

export default defineRule({
  id: 'selector-on-gateway-api',
  severity: 'information',
  summary:
    'labels select the pods of a Gateway API Gateway, where targetRefs is meant (warning: of a waypoint, which takes nothing else)',
  sources: [
    'istio pilot/pkg/model/policyattachment.go ShouldAttachPolicy: waypoints never look at a selector, other Gateways only while ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY is on',
  ],
  peers: ['IST0166'],
  on: ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'WasmPlugin'],
  reads: ['Deployment', 'GatewayApiGateway', 'Pod'],
  check(resource, context) {
    if (isBroken(resource) || isPlacedUnknown(resource)) return;
    if (['targetRefs', 'targetRef'].some((key) => given(resource.at('spec', key)) !== 'no')) return;
    const selector = readAnySelector(resource);
    if (!selector.node || selector.unknown || selector.labels.size === 0) return;
    const name =
      NAMES.map((key) => selector.labels.get(key)).find((each) => each !== undefined) ?? ofPods(resource, context);
    if (name === undefined) return;
    const gateway = context.find('GatewayApiGateway', context.namespaceOf(resource), name);
    const waypoint = stringOf(gateway?.at('spec', 'gatewayClassName')) === 'istio-waypoint';
    context.report({
      at: selector.node,
      severity: waypoint ? 'warning' : 'information',
      message: {
        what: `The selector is for the pods of Gateway ${name} of the Gateway API`,
        why: waypoint
          ? 'a waypoint takes what is attached by targetRefs, and never looks at a selector'
          : 'there it counts only while ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY is on, as it is by default',
        todo: 'Attach it to the Gateway by targetRefs',
      },
      fixes: attach(resource, name),
      related: gateway ? [{ document: gateway.document, span: gateway.headNode.span, message: 'The Gateway' }] : [],
    });
  },
});

/** Name of the Gateway whose pods in the files the selector takes. */
function ofPods(resource: Resource, context: RuleContext): string | undefined {
  const selector = readAnySelector(resource);
  const groups = (['Pod', 'Deployment'] as const)
    .flatMap((kind) => context.inNamespace(kind, context.namespaceOf(resource)))
    .flatMap((each) => each.read(readPodGroups));
  for (const pods of groups) {
    const name = pods.labels.get(NAMES[0]);
    if (name !== undefined && selectsPods(selector, pods) === true) return name;
  }
  return undefined;
}

function attach(resource: Resource, name: string): Fix[] {
  const spec = resource.at('spec');
  const selector = entryOf(spec, 'selector');
  if (!isMap(spec) || !selector || selector.merged || spec.alias) return [];
  const refs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name }];
  const { text } = resource.document;
  return [
    fixIn(
      resource,
      `Attach it to Gateway ${name} instead`,
      () => [
        removeEntry(text, spec, selector),
        spec.entries[0] === selector
          ? addField(text, spec, 'targetRefs', refs)
          : addFirstField(text, spec, 'targetRefs', refs),
      ],
      false,
    ),
  ];
}
