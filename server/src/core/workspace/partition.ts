/**
 * Plain folders into manifest sets. A tree is one set, except where sibling folders define the same object again (`dev/` and `prod/`,
 * or two variants of an example): those are never applied together, so each such folder is a set of its own, and sees the files
 * beside and above it that are not in a sibling.
 */
import type { Resource } from '../model/resource';
import { identityOf } from './manifest-set';

export interface SetPlan {
  /** Folder URI with a trailing slash. */
  readonly root: string;
  readonly files: readonly string[];
}

export interface PlannedFile {
  readonly uri: string;
  readonly resources: readonly Resource[];
}

const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/') + 1);

/** @param roots workspace folders (URIs with a trailing slash); a file outside all of them is a set of its own. */
export function partition(roots: readonly string[], files: readonly PlannedFile[]): SetPlan[] {
  const plans: SetPlan[] = [];
  const byRoot = new Map<string, PlannedFile[]>(roots.map((root) => [root, []]));
  for (const file of files) {
    const root = longestPrefix(roots, file.uri);
    if (root === undefined) plans.push({ root: file.uri, files: [file.uri] });
    else byRoot.get(root)!.push(file);
  }
  for (const [root, members] of byRoot) plans.push(...splitTree(root, members));
  return plans.sort((a, b) => (a.root < b.root ? -1 : a.root > b.root ? 1 : 0));
}

function longestPrefix(roots: readonly string[], uri: string): string | undefined {
  let best: string | undefined;
  for (const root of roots) if (uri.startsWith(root) && (best === undefined || root.length > best.length)) best = root;
  return best;
}

function splitTree(root: string, files: readonly PlannedFile[]): SetPlan[] {
  const variants = variantFolders(root, files);
  if (variants.size === 0) return [{ root, files: files.map((file) => file.uri) }];
  const innermost = [...variants].filter((folder) => ![...variants].some((other) => other !== folder && other.startsWith(folder)));
  return innermost.map((folder) => ({
    root: folder,
    files: files
      .filter(({ uri }) => {
        const owner = longestPrefix([...variants], uri);
        return owner === undefined || folder.startsWith(owner);
      })
      .map((file) => file.uri),
  }));
}

/** Child folders, below the lowest folder that two definitions of one object share, which hold one of them. */
function variantFolders(root: string, files: readonly PlannedFile[]): ReadonlySet<string> {
  const folders = new Map<string, Set<string>>();
  for (const file of files) {
    for (const resource of file.resources) {
      const identity = identityOf(resource);
      if (identity === undefined) continue;
      const seen = folders.get(identity);
      if (seen) seen.add(folderOf(file.uri));
      else folders.set(identity, new Set([folderOf(file.uri)]));
    }
  }
  const variants = new Set<string>();
  for (const seen of folders.values()) {
    const list = [...seen].sort();
    for (let i = 0; i < list.length; i++) {
      for (let j = i + 1; j < list.length; j++) {
        const shared = sharedFolder(list[i]!, list[j]!, root);
        for (const folder of [list[i]!, list[j]!]) {
          const next = folder.indexOf('/', shared.length);
          if (folder.length > shared.length && next >= 0) variants.add(folder.slice(0, next + 1));
        }
      }
    }
  }
  return variants;
}

function sharedFolder(a: string, b: string, root: string): string {
  let end = root.length;
  for (let i = end; i < a.length && a[i] === b[i]; i++) if (a[i] === '/') end = i + 1;
  return a.slice(0, end);
}
