import { readAuthorizationPolicy } from '../model/authorization-policy';
import { parsesAsBool } from '../model/dry-run';
import type { KindId } from '../model/kinds';
import { entryOf, isScalar, stringOf } from '../yaml/node';
import { defineRule } from './define';
import { removeKeyFix, replaceFix } from './fix';

/** Kinds that Istio's webhook looks at. */
const ISTIO_KINDS = [
  'AuthorizationPolicy',
  'PeerAuthentication',
  'RequestAuthentication',
  'DestinationRule',
  'Gateway',
  'VirtualService',
  'Sidecar',
  'ServiceEntry',
  'WorkloadEntry',
  'WorkloadGroup',
  'EnvoyFilter',
  'ProxyConfig',
  'Telemetry',
  'WasmPlugin',
] as const satisfies readonly KindId[];

export default defineRule({
  id: 'dry-run-misplaced',
  severity: 'error',
  summary: 'istio.io/dry-run on a kind or action that cannot be tried, or with another value than "true" or "false"',
  sources: [
    'istio pkg/config/validation/validation.go checkDryRunAnnotation: AuthorizationPolicy with ALLOW or DENY, and a boolean',
  ],
  peers: ['IST0106'],
  on: ISTIO_KINDS,
  check(resource, context) {
    const annotations = resource.at('metadata', 'annotations');
    const entry = entryOf(annotations, 'istio.io/dry-run');
    if (!entry || !isScalar(entry.value)) return;
    const remove = removeKeyFix(resource, annotations, 'istio.io/dry-run', 'Remove the annotation');
    if (resource.kind !== 'AuthorizationPolicy') {
      context.report({
        at: entry.key,
        message: {
          what: `A ${resource.kind} cannot be tried with istio.io/dry-run`,
          why: 'only an AuthorizationPolicy can, and Istio refuses the object',
          todo: 'Remove the annotation',
        },
        fixes: remove,
      });
      return;
    }
    const { action } = resource.read(readAuthorizationPolicy);
    if (action === 'CUSTOM' || action === 'AUDIT') {
      context.report({
        at: entry.key,
        message: {
          what: `A policy with action ${action} cannot be tried with istio.io/dry-run`,
          why: 'only ALLOW and DENY can, and Istio refuses the policy',
          todo: 'Remove the annotation',
        },
        fixes: remove,
      });
      return;
    }
    const value = stringOf(entry.value);
    if (value === undefined || parsesAsBool(value) !== undefined) return;
    context.report({
      at: entry.value,
      message: {
        what: `istio.io/dry-run is ${JSON.stringify(value)}`,
        why: 'Istio takes "true" or "false" and refuses the policy',
        todo: 'Write "true" to try the policy, or remove the annotation to enforce it',
      },
      fixes: [{ ...replaceFix(resource, entry.value, 'true', false), title: 'Only try it ("true")' }, ...remove],
    });
  },
});
