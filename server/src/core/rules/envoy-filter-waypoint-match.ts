import { envoyPatches } from '../model/envoy-filter';
import { isBroken } from '../model/workload';
import { entryOf, isMap, stringOf } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'envoy-filter-waypoint-match',
  severity: 'error',
  summary: 'a patch matches a waypoint by other fields than waypoint, or another proxy by it',
  sources: [
    'istio-api networking/v1alpha3 EnvoyFilter, CRD validation: waypoint goes with context WAYPOINT, and nothing else does',
  ],
  peers: ['IST0106', 'CRD schema'],
  on: ['EnvoyFilter'],
  check(resource, context) {
    if (isBroken(resource)) return;
    for (const { node } of envoyPatches(resource)) {
      const match = entryOf(node, 'match')?.value;
      if (!isMap(match) || match.open) continue;
      const place = entryOf(match, 'context')?.value;
      const text = place === undefined ? 'ANY' : stringOf(place);
      if (text === undefined) continue;
      const wrong =
        text === 'WAYPOINT'
          ? ['listener', 'routeConfiguration', 'cluster'].map((key) => entryOf(match, key)).find(Boolean)
          : entryOf(match, 'waypoint');
      if (!wrong) continue;
      context.report({
        at: wrong.key,
        message: {
          what: `${wrong.key.text} does not go with context ${text}`,
          why: 'the API server refuses the EnvoyFilter',
          todo: text === 'WAYPOINT' ? 'Match by waypoint' : 'Set context: WAYPOINT, or match by listener',
        },
      });
    }
  },
});
