/**
 * Bundles (plain files, kustomizations) into manifest sets. A tree is one set, except where sibling folders define the same object again (`dev/` and `prod/`,
 * or two variants of an example): those are never applied together, so each such folder is a set of its own, and sees what is
 * beside and above it that are not in a sibling. Two things know better: sets that the user names, and Argo CD or Flux where they bring several
 * such folders to one cluster.
 */
import type { Delivery } from '../model/delivery';
import { deliveredTogether, holdsTwice } from './delivered-folders';

export interface SetPlan {
  /** Folder URI with a trailing slash; of a set that the user named, `set:` and its name. */
  readonly root: string;
  /** What to call it, where that is not its folder. */
  readonly name?: string;
  readonly bundles: readonly string[];
}

export interface PlannedBundle {
  readonly uri: string;
  readonly identities: ReadonlySet<string>;
}

/** A set of the setting `meshward.sets`. */
export interface NamedSet {
  readonly name: string;
  /** @param uri of a bundle: a plain file, a kustomization file or a `Chart.yaml` */
  includes(uri: string): boolean;
}

export interface PartitionHints {
  readonly named?: readonly NamedSet[] | undefined;
  readonly deliveries?: readonly Delivery[] | undefined;
}

const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/') + 1);

/** @param roots workspace folders (URIs with a trailing slash); one outside all of them is a set of its own. */
export function partition(
  roots: readonly string[],
  bundles: readonly PlannedBundle[],
  { named = [], deliveries = [] }: PartitionHints = {},
): SetPlan[] {
  const plans: SetPlan[] = [];
  const taken = new Set<string>();
  for (const { name, includes } of named) {
    const members = bundles.flatMap(({ uri }) => (includes(uri) ? [uri] : []));
    for (const uri of members) taken.add(uri);
    if (members.length > 0) plans.push({ root: `set:${name}`, name, bundles: members });
  }
  const byRoot = new Map<string, PlannedBundle[]>(roots.map((root) => [root, []]));
  for (const bundle of bundles) {
    if (taken.has(bundle.uri)) continue;
    const root = longestPrefix(roots, bundle.uri);
    if (root === undefined) plans.push({ root: bundle.uri, bundles: [bundle.uri] });
    else byRoot.get(root)!.push(bundle);
  }
  for (const [root, members] of byRoot) {
    // A folder whose files all have sets of their own needs none.
    if (members.length === 0 && taken.size > 0) continue;
    plans.push(...withDelivered(splitTree(root, members), root, members, deliveries));
  }
  return plans.sort((a, b) => (a.root < b.root ? -1 : a.root > b.root ? 1 : 0));
}

/** Joins the sets of folders that go to one cluster. */
function withDelivered(
  plans: readonly SetPlan[],
  root: string,
  bundles: readonly PlannedBundle[],
  deliveries: readonly Delivery[],
): readonly SetPlan[] {
  if (plans.length < 2 || deliveries.length < 2) return plans;
  const byUri = new Map(bundles.map((bundle) => [bundle.uri, bundle]));
  const joined = new Set<SetPlan>();
  const made = new Map<string, SetPlan>();
  for (const group of deliveredTogether(root, bundles, deliveries)) {
    const parts = plans.filter((plan) => plan.root !== root && [...group].some((uri) => uri.startsWith(plan.root)));
    const members = [...new Set(parts.flatMap((part) => part.bundles))];
    if (parts.length < 2 || holdsTwice(members.map((uri) => byUri.get(uri)!))) continue;
    for (const part of parts) joined.add(part);
    const folders = parts.map((part) => part.root).sort();
    made.set(folders[0]!, {
      root: folders[0]!,
      name: folders.map((folder) => decodeURIComponent(folder.slice(root.length, -1))).join(' + '),
      bundles: members,
    });
  }
  return [...plans.filter((plan) => !joined.has(plan)), ...made.values()];
}

function longestPrefix(roots: readonly string[], uri: string): string | undefined {
  let best: string | undefined;
  for (const root of roots) if (uri.startsWith(root) && (best === undefined || root.length > best.length)) best = root;
  return best;
}

function splitTree(root: string, bundles: readonly PlannedBundle[]): SetPlan[] {
  const { variants, bases } = findVariants(root, bundles);
  if (variants.size === 0) return [{ root, bundles: bundles.map((bundle) => bundle.uri) }];
  const list = [...variants];
  const innermost = list.filter((folder) => !list.some((other) => other !== folder && other.startsWith(folder)));
  return [...new Set([...innermost, ...bases])].map((folder) => ({
    root: folder,
    bundles: bundles
      .filter(({ uri }) => {
        const owner = longestPrefix(list, uri);
        return owner === undefined || folder.startsWith(owner);
      })
      .map((bundle) => bundle.uri),
  }));
}

/**
 * `variants`: child folders, below the lowest folder that two definitions of one object share, which hold one of them. `bases`: those
 * lowest folders that hold a definition themselves: without the variants they are a set too.
 */
function findVariants(root: string, bundles: readonly PlannedBundle[]): { variants: Set<string>; bases: Set<string> } {
  const folders = new Map<string, Set<string>>();
  for (const bundle of bundles) {
    for (const identity of bundle.identities) {
      const seen = folders.get(identity);
      if (seen) seen.add(folderOf(bundle.uri));
      else folders.set(identity, new Set([folderOf(bundle.uri)]));
    }
  }
  const variants = new Set<string>();
  const bases = new Set<string>();
  for (const seen of folders.values()) {
    if (seen.size < 2) continue;
    // In sorted order neighbours meet at every folder that any two of them share.
    const list = [...seen].sort();
    for (let i = 1; i < list.length; i++) {
      const shared = sharedFolder(list[i - 1]!, list[i]!, root);
      for (const folder of [list[i - 1]!, list[i]!]) {
        if (folder.length > shared.length) variants.add(folder.slice(0, folder.indexOf('/', shared.length) + 1));
        else bases.add(folder);
      }
    }
  }
  return { variants, bases };
}

function sharedFolder(a: string, b: string, root: string): string {
  let end = root.length;
  for (let i = end; i < a.length && a[i] === b[i]; i++) if (a[i] === '/') end = i + 1;
  return a.slice(0, end);
}
