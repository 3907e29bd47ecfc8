/** An immutable view of all files at one moment, arranged in manifest sets. */

import type { SourceFile } from '../model/source-file';
import { DEFAULT_PLATFORM, type Platform } from '../platform/platform';
import type { BucketKey } from './index';
import { type ManifestSet, makeSet } from './manifest-set';
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
    const files = new Map(this.files);
    for (const [uri, file] of updates) {
      if (file) files.set(uri, file);
      else files.delete(uri);
    }
    const changes: SetChange[] = [];
    const sets = this.#keepsPartition(updates)
      ? this.sets.map((set) => this.#updated(set, set.files, updates, changes))
      : this.#repartitioned(files, updates, changes);
    return { snapshot: new Snapshot(files, sets, this.platform, this.roots), changes };
  }

  /** True when no object was added, removed or renamed: then no set gains or loses a file. */
  #keepsPartition(updates: ReadonlyMap<string, SourceFile | undefined>): boolean {
    for (const [uri, after] of updates) {
      const before = this.files.get(uri);
      if (!before || !after) return false;
      const a = before.identities;
      const b = after.identities;
      if (a.size !== b.size || [...a].some((identity) => !b.has(identity))) return false;
    }
    return true;
  }

  #repartitioned(
    files: ReadonlyMap<string, SourceFile>,
    updates: ReadonlyMap<string, SourceFile | undefined>,
    changes: SetChange[],
  ): ManifestSet[] {
    const before = new Map(this.sets.map((set) => [set.id, set]));
    return partition(this.roots, [...files.values()]).map((plan) => {
      const members = new Set(plan.files);
      const old = before.get(plan.root);
      if (old && differOnlyIn(old.files, members, updates)) return this.#updated(old, members, updates, changes);
      const sorted = plan.files.map((uri) => files.get(uri)!).sort((a, b) => (a.uri < b.uri ? -1 : 1));
      const set = makeSet(plan.root, sorted);
      changes.push({ set, changed: undefined });
      return set;
    });
  }

  /** The set with the updated files taken over; the same object when none of them is in it. */
  #updated(
    set: ManifestSet,
    members: ReadonlySet<string>,
    updates: ReadonlyMap<string, SourceFile | undefined>,
    changes: SetChange[],
  ): ManifestSet {
    const replaced = [...updates].flatMap(([uri, after]) => {
      const was = set.files.has(uri);
      const is = members.has(uri);
      if (!was && !is) return [];
      return {
        uri,
        before: was ? (this.files.get(uri)?.resources ?? []) : [],
        after: is ? (after?.resources ?? []) : [],
      };
    });
    if (replaced.length === 0) return set;
    const { index, changed } = set.index.replace(replaced);
    const next = { ...set, index, files: members };
    changes.push({ set: next, changed });
    return next;
  }
}

function differOnlyIn(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  updates: ReadonlyMap<string, unknown>,
): boolean {
  for (const uri of before) if (!after.has(uri) && !updates.has(uri)) return false;
  for (const uri of after) if (!before.has(uri) && !updates.has(uri)) return false;
  return true;
}
