/** What VirtualServices do in the mesh: which of their HTTP routes count for sidecars (istio-api networking/v1 HTTPMatchRequest.gateways). */
import { entryOf, isNull, itemsOf, stringOf, type YamlNode } from '../yaml/node';
import type { Resource } from './resource';
import { hasNoMatch } from './route-match';

/** True when the route surely counts for sidecars: some condition, or none at all, leaves the mesh in. */
const countsInMesh = (rule: YamlNode): boolean => {
  if (hasNoMatch(rule)) return true;
  return itemsOf(entryOf(rule, 'match')?.value).some((match) => {
    const gateways = entryOf(match, 'gateways')?.value;
    return (
      match.kind === 'map' &&
      !match.open &&
      (gateways === undefined || isNull(gateways) || itemsOf(gateways).some((each) => stringOf(each) === 'mesh'))
    );
  });
};

/** The object has an HTTP route that sidecars follow. */
export const routesHttpInMesh = (resource: Resource): boolean =>
  itemsOf(resource.at('spec', 'http')).some(countsInMesh);
