/** Helm charts as bundles: a chart with its subcharts is installed together. */
import { Resource } from '../model/resource';
import type { SourceFile } from '../model/source-file';
import type { Bundle, ComposeRequest, Composer, Composition } from '../workspace/bundle';
import { chartAround, chartFolderOf, installedWith, roleIn } from './chart-files';

class Charts implements Composition {
  /** Folder URIs of charts. */
  readonly folders: ReadonlySet<string>;
  /** Files of each chart that is installed by itself, in order. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly bundles: readonly Bundle[];
  readonly owned: ReadonlySet<string>;
  readonly problems = new Map<string, never>();
  /** The same object for as long as its tree is the same. */
  readonly resources: ReadonlyMap<string, WeakMap<object, Resource>>;

  constructor(parts: Pick<Charts, 'folders' | 'files' | 'bundles' | 'owned' | 'resources'>) {
    this.folders = parts.folders;
    this.files = parts.files;
    this.bundles = parts.bundles;
    this.owned = parts.owned;
    this.resources = parts.resources;
  }

  concerns(uri: string): boolean {
    if (chartFolderOf(uri) !== undefined) return true;
    return this.folders.size > 0 && chartAround(uri, this.folders) !== undefined;
  }
}

export const helmComposer: Composer = { compose };

function compose({ files, before }: ComposeRequest): Composition {
  const previous = before?.composition instanceof Charts ? before.composition : undefined;
  const changed = previous && before ? new Set(before.changed) : undefined;
  const folders = new Set(previous?.folders);
  for (const uri of changed ?? files.keys()) {
    const folder = chartFolderOf(uri);
    if (folder === undefined) continue;
    if (files.has(uri)) folders.add(folder);
    else folders.delete(folder);
  }
  const sameFolders = previous !== undefined && sameSet(folders, previous.folders);
  const owned = new Set(sameFolders ? previous.owned : undefined);
  const members = new Map<string, Set<string>>();
  if (sameFolders) for (const [chart, list] of previous.files) members.set(chart, new Set(list));
  for (const uri of sameFolders && changed ? changed : files.keys()) {
    const chart = folders.size > 0 ? chartAround(uri, folders) : undefined;
    const role = chart === undefined ? undefined : roleIn(chart, uri);
    if (chart === undefined || role === undefined) continue;
    const there = files.has(uri);
    if (there) owned.add(uri);
    else owned.delete(uri);
    const top = installedWith(chart, folders);
    const list = members.get(top) ?? new Set<string>();
    members.set(top, list);
    if (there) list.add(uri);
    else list.delete(uri);
  }
  const resources = new Map<string, WeakMap<object, Resource>>();
  const lists = new Map<string, readonly string[]>();
  const bundles: Bundle[] = [];
  for (const [chart, list] of [...members].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const uris = [...list].sort();
    lists.set(chart, uris);
    const known = previous?.resources.get(chart) ?? new WeakMap<object, Resource>();
    resources.set(chart, known);
    const old = previous?.bundles.find((bundle) => bundle.uri === bundleUri(chart, files));
    const untouched =
      old && sameFolders && changed && !uris.some((uri) => changed.has(uri)) && old.files.length === uris.length;
    bundles.push(untouched ? old : bundleOf(chart, uris, files, known));
  }
  return new Charts({ folders, files: lists, bundles, owned, resources });
}

const bundleUri = (chart: string, files: ReadonlyMap<string, SourceFile>): string =>
  files.has(`${chart}Chart.yaml`) ? `${chart}Chart.yaml` : `${chart}Chart.yml`;

function bundleOf(
  chart: string,
  uris: readonly string[],
  files: ReadonlyMap<string, SourceFile>,
  known: WeakMap<object, Resource>,
): Bundle {
  const uri = bundleUri(chart, files);
  let partial = false;
  const resources = uris.flatMap((each) => {
    const file = files.get(each)!;
    if (!/^(?:.*\/)?(?:templates|crds)\//.test(each.slice(chart.length))) return [];
    // What a template prints depends on values that are not here.
    partial ||= file.template && file.text.includes('{{');
    return file.resources.map((resource) => {
      const { document, root, apiVersion, kind } = resource;
      const own = known.get(root) ?? new Resource(document, root, apiVersion, kind, uri);
      known.set(root, own);
      return own;
    });
  });
  return {
    uri,
    files: uris,
    resources,
    identities: new Set(resources.flatMap((resource) => resource.identity ?? [])),
    partial,
  };
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((each) => b.has(each));
}
