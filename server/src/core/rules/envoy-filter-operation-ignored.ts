import { envoyPatches } from '../model/envoy-filter';
import { isBroken } from '../model/workload';
import { defineRule } from './define';

const INSERTS = ['INSERT_FIRST', 'INSERT_BEFORE', 'INSERT_AFTER'];
const FILTER = ['ADD', 'REMOVE', 'MERGE', 'REPLACE', ...INSERTS];

/** What Istio does with each place; MERGE_AND_REPLACE_LIST goes with MERGE. */
const DONE: ReadonlyMap<string, readonly string[]> = new Map([
  ['LISTENER', ['ADD', 'REMOVE', 'MERGE']],
  ['FILTER_CHAIN', ['ADD', 'REMOVE', 'MERGE']],
  ['LISTENER_FILTER', FILTER],
  ['NETWORK_FILTER', FILTER],
  ['HTTP_FILTER', FILTER],
  ['ROUTE_CONFIGURATION', ['MERGE']],
  ['VIRTUAL_HOST', ['ADD', 'REMOVE', 'MERGE', 'REPLACE']],
  ['HTTP_ROUTE', ['ADD', 'REMOVE', 'MERGE', ...INSERTS]],
  ['CLUSTER', ['ADD', 'REMOVE', 'MERGE']],
  ['EXTENSION_CONFIG', ['ADD']],
]);
const OPERATIONS: ReadonlySet<string> = new Set(FILTER);

export default defineRule({
  id: 'envoy-filter-operation-ignored',
  severity: 'warning',
  summary: 'a patch of an EnvoyFilter asks for what Istio does not do at its place',
  sources: [
    'istio pilot/pkg/networking/core/envoyfilter: listener_patch.go, rc_patch.go, cluster_patch.go and extension_configuration_patch.go pass over other operations without a word',
  ],
  peers: ['IST0152', 'IST0153', 'IST0154'],
  on: ['EnvoyFilter'],
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const { applyTo, operation, operationNode } of envoyPatches(resource)) {
      const done = applyTo === undefined ? undefined : DONE.get(applyTo);
      if (!done || operation === undefined || !operationNode) continue;
      if (!OPERATIONS.has(operation) || done.includes(operation)) continue;
      context.report({
        at: operationNode,
        message: {
          what: `${operation} does nothing at ${applyTo}`,
          why: 'Istio passes over it without a word, so the proxy stays as it is',
          todo: `Use ${done.length > 1 ? `one of ${done.join(', ')}` : done[0]}, or another applyTo`,
        },
      });
    }
  },
});
