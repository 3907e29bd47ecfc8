/**
 * Bundles (plain files, kustomizations) into manifest sets. A tree is one set, except where sibling folders define the same object again (`dev/` and `prod/`,
 * or two variants of an example): those are never applied together, so each such folder is a set of its own, and sees what is
 * beside and above it that are not in a sibling.
 */
export interface SetPlan {
  /** Folder URI with a trailing slash. */
  readonly root: string;
  readonly bundles: readonly string[];
}

export interface PlannedBundle {
  readonly uri: string;
  readonly identities: ReadonlySet<string>;
}

/** The folder that a file is in, with a trailing slash. */
export const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/') + 1);

/** @param roots workspace folders (URIs with a trailing slash); one outside all of them is a set of its own. */
export function partition(roots: readonly string[], bundles: readonly PlannedBundle[]): SetPlan[] {
  const plans: SetPlan[] = [];
  const byRoot = new Map<string, PlannedBundle[]>(roots.map((root) => [root, []]));
  for (const bundle of bundles) {
    const root = longestPrefix(roots, bundle.uri);
    if (root === undefined) plans.push({ root: bundle.uri, bundles: [bundle.uri] });
    else byRoot.get(root)!.push(bundle);
  }
  for (const [root, members] of byRoot) plans.push(...splitTree(root, members));
  return plans.sort((a, b) => (a.root < b.root ? -1 : a.root > b.root ? 1 : 0));
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
