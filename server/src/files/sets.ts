/** The setting `meshward.sets`: what is applied to one cluster together, where folders do not tell. */
import picomatch from 'picomatch';
import { type NamedSet, nearest } from '../core';

export interface GivenSet {
  readonly name: string;
  /** Folders, files and globs of both. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** URI, with a trailing slash, of the folder that the globs are relative to; `undefined`: every workspace folder. */
  readonly from?: string;
}

const KEYS = ['name', 'include', 'exclude'];
const GLOBS = 'has to be a list of folders, files and globs below the folder of these settings';

/** @param complain as for settings; what cannot be used is left out, with the set around it */
export function readSets(value: unknown, complain: (path: readonly string[], why: string) => void): GivenSet[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    complain(['sets'], 'has to be a list of sets, each with a name and include');
    return [];
  }
  const names = new Set<string>();
  return value.flatMap((each: unknown, i): GivenSet[] => {
    const at = ['sets', String(i)];
    if (typeof each !== 'object' || each === null || Array.isArray(each)) {
      complain(at, 'has to be a map with name and include');
      return [];
    }
    const given = each as Record<string, unknown>;
    let faulty = false;
    const fault = (path: readonly string[], why: string) => {
      faulty = true;
      complain([...at, ...path], why);
    };
    for (const key of Object.keys(given)) {
      if (KEYS.includes(key)) continue;
      const meant = nearest(key, KEYS);
      fault([key], `is nothing that a set has${meant === undefined ? '' : ` (did you mean ${meant}?)`}`);
    }
    const { name } = given;
    if (typeof name !== 'string' || name.trim() === '') fault(name === undefined ? [] : ['name'], 'needs a name');
    else if (names.has(name)) fault(['name'], `(${name}) is taken by the set before: each needs a name of its own`);
    else names.add(name);
    const include = globs(given.include, 'include', fault);
    if (given.include === undefined || given.include === null)
      fault([], 'needs include, a list of folders, files or globs');
    const exclude = globs(given.exclude, 'exclude', fault);
    return faulty ? [] : [{ name: name as string, include, exclude }];
  });
}

function globs(value: unknown, key: string, fault: (path: readonly string[], why: string) => void): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    fault([key], GLOBS);
    return [];
  }
  if (key === 'include' && value.length === 0) fault([key], 'is empty, so nothing is in this set');
  value.forEach((each: unknown, i) => {
    if (typeof each !== 'string' || each.trim() === '') fault([key, String(i)], 'has to be a folder, a file or a glob');
    else if (/^(?:[/\\]|[a-z]:[\\/])/i.test(each) || each.split(/[\\/]/).includes('..'))
      fault(
        [key, String(i)],
        `(${each}) has to lie below the folder of these settings: write it relative to that, without ..`,
      );
  });
  return value;
}

/** @param roots workspace folders (URIs with a trailing slash) for sets that are relative to no folder of their own */
export function namedSets(sets: readonly GivenSet[], roots: readonly string[]): NamedSet[] {
  const byName = new Map<string, ((uri: string) => boolean)[]>();
  for (const { name, include, exclude, from } of sets) {
    const wanted = matcher(include);
    const unwanted = matcher(exclude);
    const folders = from === undefined ? roots : [from];
    // Folders of several repositories may say that they go to the same cluster.
    byName.set(name, [
      ...(byName.get(name) ?? []),
      ...folders.map((folder) => (uri: string) => {
        if (!uri.startsWith(folder)) return false;
        const path = decodeURIComponent(uri.slice(folder.length));
        return wanted(path) && !unwanted(path);
      }),
    ]);
  }
  return [...byName].map(([name, parts]) => ({ name, includes: (uri) => parts.some((part) => part(uri)) }));
}

function matcher(given: readonly string[]): (path: string) => boolean {
  const all = given.flatMap((each) => {
    const glob = each.replace(/\\/g, '/').replace(/^(?:\.\/)+|\/+$/g, '');
    // A folder is all that is in it.
    return glob === '.' || glob === '' ? ['**'] : [glob, `${glob}/**`];
  });
  return all.length === 0 ? () => false : picomatch(all, { dot: true, windows: false });
}
