/**
 * Folders that Argo CD or Flux bring to one cluster, as groups of bundles. Which repository a path is in is not followed: it counts where the
 * workspace has such a folder, in one place.
 */
import { KUSTOMIZATION_NAMES } from '../kustomize/kustomization';
import type { Delivery } from '../model/delivery';
import type { PlannedBundle } from './partition';

const ASSEMBLIES: readonly string[] = [...KUSTOMIZATION_NAMES, 'Chart.yaml', 'Chart.yml'];

interface Delivered {
  readonly uri: string;
  readonly bundles: readonly PlannedBundle[];
}

/**
 * @param root workspace folder, a URI with a trailing slash
 * @returns URIs of bundles that go to one cluster together. Deliveries that would bring one object twice are told apart by the folders that
 * they are defined in; where those do not tell, there is no group.
 */
export function deliveredTogether(
  root: string,
  bundles: readonly PlannedBundle[],
  deliveries: readonly Delivery[],
): readonly ReadonlySet<string>[] {
  const clusters = new Map<string, Delivered[]>();
  for (const delivery of deliveries) {
    if (!delivery.uri.startsWith(root)) continue;
    const found = bundlesAt(root, bundles, delivery);
    if (found.length === 0) continue;
    const list = clusters.get(delivery.cluster) ?? [];
    clusters.set(delivery.cluster, list);
    list.push({ uri: delivery.uri, bundles: found });
  }
  return [...clusters.values()].flatMap((list) => groupsOf(list, root));
}

function groupsOf(list: readonly Delivered[], folder: string): ReadonlySet<string>[] {
  const members = new Set(list.flatMap(({ bundles }) => bundles));
  if (!holdsTwice(members)) return [new Set([...members].map(({ uri }) => uri))];
  const parts = new Map<string, Delivered[]>();
  for (const one of list) {
    const place = one.uri.slice(0, one.uri.indexOf('/', folder.length) + 1) || folder;
    parts.set(place, [...(parts.get(place) ?? []), one]);
  }
  return [...parts].flatMap(([place, part]) => (place === folder ? [] : groupsOf(part, place)));
}

export function holdsTwice(bundles: Iterable<PlannedBundle>): boolean {
  const seen = new Set<string>();
  for (const { identities } of bundles) {
    for (const identity of identities) {
      if (seen.has(identity)) return true;
      seen.add(identity);
    }
  }
  return false;
}

/** The bundles of a path, from the one folder above the delivery that has any there. */
function bundlesAt(
  root: string,
  bundles: readonly PlannedBundle[],
  { uri, path, recursive }: Delivery,
): readonly PlannedBundle[] {
  const found: (readonly PlannedBundle[])[] = [];
  for (let end = root.length; end > 0; end = uri.indexOf('/', end) + 1) {
    const folder = `${uri.slice(0, end)}${path}/`;
    const inside = bundles.filter((bundle) => bundle.uri.startsWith(folder));
    if (inside.length === 0) continue;
    const assembly = inside.find((bundle) => ASSEMBLIES.includes(bundle.uri.slice(folder.length)));
    found.push(assembly ? [assembly] : inside.filter((each) => recursive || !each.uri.includes('/', folder.length)));
  }
  return found.length === 1 ? found[0]! : [];
}
