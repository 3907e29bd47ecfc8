/** Paths in kustomizations, to URIs. Nothing is read: a path only finds a file that the workspace holds already. */

/** What kustomize would fetch with git or HTTP. */
const REMOTE =
  /^[a-z][a-z0-9+.-]*:\/\/|^git::|^[\w.-]+@[\w.-]+:|^(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|dev\.azure\.com)[/:]|[?&](?:ref|version|timeout|submodules)=/i;

export const isRemote = (path: string): boolean => REMOTE.test(path);

/** @returns URI of the folder that holds a file, with a trailing slash */
export const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/') + 1);

/**
 * @param folder URI with a trailing slash
 * @returns the URIs that `path` may have (names with blanks and the like are escaped or not, as the host writes them), without a trailing
 * slash; none for absolute paths and those that lead above the root.
 */
export function resolvePath(folder: string, path: string): readonly string[] {
  if (path.startsWith('/') || /^[a-z]:[\\/]/i.test(path)) return [];
  const root = /^[a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?/i.exec(folder)?.[0] ?? '';
  const steps = folder.slice(root.length).split('/').filter(Boolean);
  const plain = [...steps];
  const escaped = [...steps];
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..') {
      if (plain.length === 0) return [];
      plain.pop();
      escaped.pop();
    } else {
      plain.push(step);
      escaped.push(inUri(step));
    }
  }
  const uris = [plain, escaped].map((each) => `${root}/${each.join('/')}`);
  return uris[0] === uris[1] ? uris.slice(0, 1) : uris;
}

const inUri = (step: string): string =>
  encodeURIComponent(step).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
