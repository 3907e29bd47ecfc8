/**
 * Fields that the Gateway API has in its experimental channel only (config/crd/experimental against config/crd/standard): right where
 * a cluster's administrator installed those definitions.
 */
import type { KindId } from '../model/kinds';
import type { SchemaProblem } from './problem';
import { printPath } from './store';

const FIELDS: Partial<Record<KindId, readonly string[]>> = {
  HTTPRoute: [
    'spec.useDefaultGateways',
    'spec.rules[].retry',
    'spec.rules[].sessionPersistence',
    'spec.rules[].filters[].externalAuth',
    'spec.rules[].backendRefs[].filters[].externalAuth',
  ],
  GRPCRoute: ['spec.useDefaultGateways', 'spec.rules[].sessionPersistence'],
  GatewayApiGateway: ['spec.defaultScope'],
};
const FILTER_TYPE = /^spec\.rules\[\](?:\.backendRefs\[\])?\.filters\[\]\.type$/;

export function isExperimental(kind: KindId, { code, path, at }: SchemaProblem): boolean {
  const place = printPath(path);
  if (code === 'unknown-field') return FIELDS[kind]?.includes(place) === true;
  const text = 'kind' in at && at.kind === 'scalar' ? at.text : undefined;
  return code === 'invalid-enum' && kind === 'HTTPRoute' && text === 'ExternalAuth' && FILTER_TYPE.test(place);
}
