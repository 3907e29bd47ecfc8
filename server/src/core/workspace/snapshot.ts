/** An immutable view of all files at one moment, arranged in manifest sets. */
import { DEFAULT_PLATFORM, type Platform } from '../platform/platform';
import type { SourceFile } from '../model/source-file';
import type { BucketKey } from './index';
import { identityOf, makeSet, type ManifestSet } from './manifest-set';
import { partition } from './partition';

export interface SnapshotOptions {
  /** Workspace folders as URIs with a trailing slash. */
  readonly roots: readonly string[];
  readonly platform?: Platform;
}

/** What an update changed, so that an analysis re-runs no more than that. */
export interface SetChange {
  readonly set: ManifestSet;
  /** `undefined`: the set is new or was put together anew. */
  readonly changed: ReadonlySet<BucketKey> | undefined;
}

export class Snapshot {
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly sets: readonly ManifestSet[];
  readonly platform: Platform;
  readonly roots: readonly string[];

  private constructor(
    files: ReadonlyMap<string, SourceFile>,
    sets: readonly ManifestSet[],
    platform: Platform,
    roots: readonly string[],
  ) {
    this.files = files;
    this.sets = sets;
    this.platform = platform;
    this.roots = roots;
  }

  static of(files: Iterable<SourceFile>, options: SnapshotOptions): Snapshot {
    const sorted = [...files].sort((a, b) => (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : 0));
    const byUri = new Map(sorted.map((file) => [file.uri, file]));
    const sets = partition(options.roots, sorted).map((plan) =>
      makeSet(
        plan.root,
        plan.files.map((uri) => byUri.get(uri)!),
      ),
    );
    return new Snapshot(byUri, sets, options.platform ?? DEFAULT_PLATFORM, options.roots);
  }

  /** Sets that hold a file. */
  setsOf(uri: string): readonly ManifestSet[] {
    return this.sets.filter((set) => set.files.has(uri));
  }

  /**
   * The snapshot with files added, replaced or (value `undefined`) removed.
   * @returns the new snapshot, and per set of it what changed; sets that are not named are as before.
   */
  with(updates: ReadonlyMap<string, SourceFile | undefined>): { snapshot: Snapshot; changes: readonly SetChange[] } {
    if (updates.size === 1 && this.#keepsPartition(updates)) return this.#replaceOne(updates);
    const files = new Map(this.files);
    for (const [uri, file] of updates) {
      if (file) files.set(uri, file);
      else files.delete(uri);
    }
    const next = Snapshot.of(files.values(), { roots: this.roots, platform: this.platform });
    return { snapshot: next, changes: next.sets.map((set) => ({ set, changed: undefined })) };
  }

  #keepsPartition(updates: ReadonlyMap<string, SourceFile | undefined>): boolean {
    for (const [uri, after] of updates) {
      const before = this.files.get(uri);
      if (!before || !after) return false;
      const identities = (file: SourceFile) => new Set(file.resources.map(identityOf));
      const a = identities(before);
      const b = identities(after);
      if (a.size !== b.size || [...a].some((identity) => !b.has(identity))) return false;
    }
    return true;
  }

  #replaceOne(updates: ReadonlyMap<string, SourceFile | undefined>): { snapshot: Snapshot; changes: readonly SetChange[] } {
    const [uri, after] = [...updates][0]!;
    const before = this.files.get(uri)!;
    const files = new Map(this.files);
    files.set(uri, after!);
    const changes: SetChange[] = [];
    const sets = this.sets.map((set) => {
      if (!set.files.has(uri)) return set;
      const { index, changed } = set.index.replace(uri, before.resources, after!.resources);
      const next = { ...set, index };
      changes.push({ set: next, changed });
      return next;
    });
    return { snapshot: new Snapshot(files, sets, this.platform, this.roots), changes };
  }
}
