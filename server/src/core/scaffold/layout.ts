/** Where new folders fit in, by how the manifests lie. */
import { KUSTOMIZATION_NAMES } from '../kustomize/kustomization';
import { platformNamespaces } from '../platform/platform';
import type { Snapshot } from '../workspace/snapshot';

/**
 * Folders whose subfolders are called as the namespaces of the objects in them (`tenants/user1/policy.yaml`), the one with the most of these
 * first; then the deepest folder that holds all manifests, or the one above it where these are a kustomization of their own.
 * @returns URIs with a slash at their end
 */
export function parentFolders({ files, roots, platform }: Snapshot): string[] {
  const ofPlatform = new Set(platformNamespaces(platform));
  const children = new Map<string, Set<string>>();
  let common: string | undefined;
  for (const file of files.values()) {
    if (file.resources.length === 0) continue;
    const folder = file.uri.slice(0, file.uri.lastIndexOf('/') + 1);
    common = common === undefined ? folder : commonFolder(common, folder);
    for (const resource of file.resources) {
      const namespace = resource.kind === 'Namespace' ? resource.name : resource.namespace;
      if (namespace === undefined || ofPlatform.has(namespace)) continue;
      const at = folder.lastIndexOf(`/${namespace}/`);
      if (at < 0) continue;
      const parent = folder.slice(0, at + 1);
      if (!roots.some((root) => parent.startsWith(root))) continue;
      const named = children.get(parent);
      if (named) named.add(namespace);
      else children.set(parent, new Set([namespace]));
    }
  }
  const byCount = [...children].sort(([a, one], [b, two]) => two.size - one.size || (a < b ? -1 : 1));
  const parents = byCount.map(([parent]) => parent);
  const above = common?.replace(/[^/]+\/$/, '');
  const isWhole = KUSTOMIZATION_NAMES.some((name) => files.has(`${common}${name}`));
  if (isWhole && roots.some((root) => above?.startsWith(root))) common = above;
  const isInside = (folder: string) =>
    [...children].some(([parent, names]) => [...names].some((name) => folder.startsWith(`${parent}${name}/`)));
  if (common !== undefined && !isInside(common) && roots.some((root) => common!.startsWith(root))) parents.push(common);
  return [...new Set(parents)];
}

function commonFolder(a: string, b: string): string {
  let end = 0;
  for (let i = 0; i < Math.min(a.length, b.length) && a[i] === b[i]; i++) if (a[i] === '/') end = i + 1;
  return a.slice(0, end);
}
