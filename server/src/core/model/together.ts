/** Whether two objects of the files are ever in a cluster, and a namespace, at once. */
import type { Resource } from './resource';

/**
 * `sure`: one bundle brings both, or both write their namespace. Without it each lands wherever kubectl points to, and files side by side
 * may be there to choose from: `likely` in one folder, else `no`.
 */
export function together(a: Resource, b: Resource): 'sure' | 'likely' | 'no' {
  if (a.bundle === b.bundle || (a.namespace !== undefined && b.namespace !== undefined)) return 'sure';
  return folderOf(a.bundle) === folderOf(b.bundle) ? 'likely' : 'no';
}

export const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/') + 1);
