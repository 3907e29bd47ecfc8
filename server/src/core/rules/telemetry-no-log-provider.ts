import { given } from '../model/given';
import { meshConfigs, readMeshConfig } from '../model/mesh-config';
import { isBroken } from '../model/workload';
import { entryOf, isMap, isUnknown, itemsOf, type YamlNode } from '../yaml/node';
import { defineRule } from './define';

export default defineRule({
  id: 'telemetry-no-log-provider',
  severity: 'information',
  summary: 'access logging is set without a provider, and nothing gives it one',
  sources: [
    'istio pilot/pkg/model/telemetry.go mergeLogs: without providers those of a wider Telemetry count, else defaultProviders.accessLogging of the mesh',
  ],
  peers: ['IST0157'],
  on: ['Telemetry'],
  reads: ['ConfigMap', 'IstioOperator', 'Telemetry'],
  check(resource, context) {
    if (isBroken(resource)) return;
    const entries = itemsOf(resource.at('spec', 'accessLogging'));
    const bare = entries.filter((each) => isMap(each) && !each.open && isBare(each));
    if (bare.length === 0) return;
    const configs = context.derive(meshConfigs).map((each) => each.read(readMeshConfig));
    if (configs.length === 0 || configs.some((each) => each.accessLogging?.length !== 0)) return;
    // Any other that names one may be the wider one.
    const named = context
      .all('Telemetry')
      .some(
        (each) =>
          isUnknown(each.at('spec')) ||
          itemsOf(each.at('spec', 'accessLogging')).some((entry) => given(entryOf(entry, 'providers')?.value) !== 'no'),
      );
    if (named) return;
    for (const entry of bare) {
      context.report({
        at: entry,
        message: {
          what: 'This access logging names no provider',
          why: 'the mesh configuration in the files has no default, so nothing is logged',
          todo: 'Add providers, for example envoy, or set defaultProviders.accessLogging',
        },
      });
    }
  },
});

function isBare(entry: YamlNode): boolean {
  const off = entryOf(entry, 'disabled')?.value;
  const disabled = off?.kind === 'scalar' && (off.unknown || off.value === true);
  return !disabled && given(entryOf(entry, 'providers')?.value) === 'no';
}
