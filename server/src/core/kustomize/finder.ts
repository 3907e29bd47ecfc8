/** Files and kustomizations of the workspace, by the paths that kustomizations name them with. */
import type { SourceFile } from '../model/source-file';
import type { LeftOut, LeftOutBy } from '../workspace/bundle';
import { KUSTOMIZATION_NAMES, type Kustomization, type PathRef, readKustomization } from './kustomization';
import type { Memo } from './memo';
import { folderOf, isRemote, resolvePath } from './paths';

export type Files = ReadonlyMap<string, SourceFile>;

export type Found =
  | { readonly kind: 'remote' }
  | { readonly kind: 'file'; readonly file: SourceFile }
  | { readonly kind: 'kustomization'; readonly kustomization: Kustomization }
  /** `known`: it would be among the workspace's files if it were there. */
  | { readonly kind: 'missing'; readonly known: boolean; readonly leftOut?: LeftOutBy | undefined };

export class Finder {
  readonly files: Files;
  readonly #listed: readonly string[];
  readonly #memo: Memo;
  readonly #leftOut: LeftOut;

  /** @param listed folder URIs whose files are all known: what is missing there is not there */
  constructor(files: Files, listed: readonly string[], memo: Memo, leftOut: LeftOut = new Map()) {
    this.#leftOut = leftOut;
    this.files = files;
    this.#listed = listed;
    this.#memo = memo;
  }

  kustomizationAt(uri: string): Kustomization | undefined {
    const file = this.files.get(uri);
    if (!file) return undefined;
    for (const { document } of file.documents) {
      const read = this.#memo.of(readKustomization, document, () => readKustomization(uri, document));
      if (read) return read;
    }
    return undefined;
  }

  /** Where a path leads to; `look` is told of each URI that was tried. */
  find(from: Kustomization, ref: PathRef, look: (uri: string) => void): Found {
    if (isRemote(ref.path)) return { kind: 'remote' };
    const uris = resolvePath(folderOf(from.uri), ref.path);
    const get = (uri: string) => {
      look(uri);
      return this.files.get(uri);
    };
    for (const uri of uris) {
      const file = get(uri);
      if (file) return { kind: 'file', file };
    }
    for (const uri of uris) {
      for (const name of KUSTOMIZATION_NAMES) {
        if (!get(`${uri}/${name}`)) continue;
        const kustomization = this.kustomizationAt(`${uri}/${name}`);
        return kustomization ? { kind: 'kustomization', kustomization } : { kind: 'missing', known: false };
      }
    }
    return {
      kind: 'missing',
      known: uris.some((uri) => this.#listed.some((folder) => uri.startsWith(folder))),
      leftOut: uris.map((uri) => this.#leftOutAt(uri)).find((each) => each !== undefined),
    };
  }
  #leftOutAt(uri: string): LeftOutBy | undefined {
    if (this.#leftOut.size === 0) return undefined;
    for (let end = uri.length; end > 0; end = uri.lastIndexOf('/', end - 1)) {
      const by = this.#leftOut.get(uri.slice(0, end));
      if (by) return by;
    }
    return undefined;
  }
}
